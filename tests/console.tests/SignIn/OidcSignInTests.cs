using FourRunr.Testing;
using FourRunr.Testing.OpenIdConnect;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.SignIn;

/// <summary>Sign-in at a real OpenID provider, by a browser.</summary>
public sealed class OidcSignInTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private readonly TestOpenIdProvider _provider = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly CollectedLogs _logs = new();
    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await _provider.StartAsync();
        _gateway = await ConsoleGateway.StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(_clock);
                _logs.Use(services);
            },
            $"--OIDC:Issuer={_provider.Url}",
            $"--OIDC:Audience={TestOpenIdProvider.Audience}",
            "--OIDC:RoleClaim=groups",
            "--OIDC:AdminValues=gateway-admins",
            "--OIDC:AuditorValues=audit",
            $"--OIDC:ClientId={TestOpenIdProvider.Client}",
            $"--OIDC:ClientSecret={TestOpenIdProvider.ClientSecret}",
            "--OIDC:Scopes=offline_access");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Account_OfAnAdmin_LeadsToThePageThatWasAskedForAndEndsWithItsToken()
    {
        await using var console = await ConsolePage.OpenAsync(browser, _gateway);
        var page = console.Page;
        var watch = SecretWatch.Of(page);
        await page.GotoAsync("agents");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your account" }).ClickAsync();

        await console.HeadingAsync("Agents");
        await page.GetByText("ada@example.com").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New agent" }).WaitForAsync();
        // Neither token nor secret is where the browser could see it.
        await watch.LookAsync(page);
        Assert.NotEmpty(_provider.Issued);
        string[] secrets = [TestOpenIdProvider.ClientSecret, .. _provider.Issued];
        await watch.AssertNoneAsync("ada@example.com", secrets);
        Assert.DoesNotContain(secrets, secret => _logs.Text.Contains(secret, StringComparison.Ordinal));

        _clock.Advance(TimeSpan.FromMinutes(29));
        await console.GoToAsync("security", "Security");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await page.GetByLabel("Operator key").WaitForAsync();
    }

    [Fact]
    public async Task Account_WithARefreshToken_StaysForEightHours_AndNotWhenTheProviderRefuses()
    {
        _provider.IssuesRefreshTokens = true;
        foreach (var refuses in new[] { false, true })
        {
            _provider.RefusesRenewal = false;
            await using var console = await ConsolePage.OpenAsync(browser, _gateway);
            var watch = SecretWatch.Of(console.Page);
            await console.Page.GotoAsync("sign-in");
            await console.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your account" }).ClickAsync();
            await console.HeadingAsync("Overview");
            // Half-hourly, which tokens last: each time a request needs the next one.
            for (var minutes = 29; minutes < 8 * 60; minutes += 29)
            {
                var issued = _provider.Issued.Count;
                _clock.Advance(TimeSpan.FromMinutes(29));
                await console.GoToAsync("agents", "Agents");
                await console.Page.GetByText("There is no agent yet").WaitForAsync();
                Assert.True(_provider.Issued.Count > issued, "The token was renewed.");
                if (refuses)
                {
                    break;
                }
            }

            await watch.LookAsync(console.Page);
            await watch.AssertNoneAsync("ada@example.com", _provider.Issued);
            Assert.DoesNotContain(_provider.Issued, secret => _logs.Text.Contains(secret, StringComparison.Ordinal));
            _provider.RefusesRenewal = refuses;
            _clock.Advance(TimeSpan.FromMinutes(29));
            await console.Page.GotoAsync("policies");
            await console.Page.GetByLabel("Operator key").WaitForAsync();
        }
    }

    [Fact]
    public async Task Account_OfAnAuditor_SeesNoActions()
    {
        _provider.User = ("u-7", "olga@example.com", ["audit"]);
        await using var console = await SignInAsync();

        // Nothing is there yet, and what is to be done first is not theirs to do.
        foreach (var (path, heading, text) in new[] { ("", "Overview", "Calls, last hour"), ("agents", "Agents", "There is no agent yet"), ("calls", "Calls", "No call has reached the gateway yet") })
        {
            await console.GoToAsync(path, heading);
            await console.Page.GetByText(text).WaitForAsync();
            Assert.Equal(0, await console.Page.Locator("main a[href$='/new']").CountAsync());
        }
    }

    [Fact]
    public async Task Account_OfNoOperator_IsSentBackWithTheReason()
    {
        _provider.User = ("u-8", "eve@example.com", ["everybody"]);
        await using var console = await ConsolePage.OpenAsync(browser, _gateway);
        await console.Page.GotoAsync("sign-in");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your account" }).ClickAsync();

        await console.Page.GetByText("The account must be in a group of operators").WaitForAsync();
        await Axe.CheckAsync(console.Page);
    }

    private async Task<ConsolePage> SignInAsync()
    {
        var console = await ConsolePage.OpenAsync(browser, _gateway);
        await console.Page.GotoAsync("sign-in");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your account" }).ClickAsync();
        await console.HeadingAsync("Overview");
        return console;
    }
}
