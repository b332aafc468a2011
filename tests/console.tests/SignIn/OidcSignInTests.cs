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
    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await _provider.StartAsync();
        _gateway = await ConsoleGateway.StartAsync(
            services => services.AddSingleton<TimeProvider>(_clock),
            $"--OIDC:Issuer={_provider.Url}",
            $"--OIDC:Audience={TestOpenIdProvider.Audience}",
            "--OIDC:RoleClaim=groups",
            "--OIDC:AdminValues=gateway-admins",
            "--OIDC:AuditorValues=audit",
            $"--OIDC:ClientId={TestOpenIdProvider.Client}",
            $"--OIDC:ClientSecret={TestOpenIdProvider.ClientSecret}");
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
        await page.GotoAsync("agents");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your account" }).ClickAsync();

        await console.HeadingAsync("Agents");
        await page.GetByText("ada@example.com").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New agent" }).WaitForAsync();
        // Neither token nor secret is where the browser could see it.
        Assert.DoesNotContain("eyJ", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Value.Contains("eyJ", StringComparison.Ordinal));

        _clock.Advance(TimeSpan.FromMinutes(29));
        await console.GoToAsync("security", "Security");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await page.GetByLabel("Operator key").WaitForAsync();
    }

    [Fact]
    public async Task Account_OfAnAuditor_SeesNoActions()
    {
        _provider.User = ("u-7", "olga@example.com", ["audit"]);
        await using var console = await SignInAsync();

        await console.GoToAsync("agents", "Agents");
        await console.Page.GetByText("There is no agent yet").WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Link, new() { Name = "New agent" }).CountAsync());
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
