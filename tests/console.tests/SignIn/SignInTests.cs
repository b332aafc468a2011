using System.Net;
using FourRunr.Testing;
using FourRunr.WebConsole.Sessions;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.SignIn;

public sealed class SignInTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await ConsoleGateway.StartAsync(services => services.AddSingleton<TimeProvider>(_clock));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task SignIn_WrongKey_SaysSoAndTheRightOneLeadsToThePageThatWasAskedFor()
    {
        await using var console = await ConsolePage.OpenAsync(browser, _gateway, mayFail: true);
        var page = console.Page;
        await page.GotoAsync("agents?x=1");

        await page.GetByLabel("Operator key").FillAsync("wrong-key-that-nobody-has");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await Axe.CheckAsync(page);
        await page.GetByLabel("Operator key").FillAsync(TestSecrets.AdminKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await console.HeadingAsync("Agents");
        Assert.EndsWith("/console/agents?x=1", page.Url, StringComparison.Ordinal);
        // Neither the key nor the session's name is where scripts could read it.
        Assert.DoesNotContain(TestSecrets.AdminKey, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Value.Contains(TestSecrets.AdminKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Link_WithACode_SignsInOnce()
    {
        var code = _gateway.Console.Services.GetRequiredService<SignInCodes>().Create(TestSecrets.AdminKey);
        await using (var console = await ConsolePage.OpenAsync(browser, _gateway))
        {
            await console.Page.GotoAsync($"sign-in?code={code}");
            await console.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await console.HeadingAsync("Overview");
        }

        await using var second = await ConsolePage.OpenAsync(browser, _gateway, mayFail: true);
        await second.Page.GotoAsync($"sign-in?code={code}");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await second.Page.GetByText("The link was used before").WaitForAsync();
    }

    [Fact]
    public void Code_AfterFiveMinutes_IsGoodForNothing()
    {
        var codes = _gateway.Console.Services.GetRequiredService<SignInCodes>();
        var code = codes.Create("key");
        _clock.Advance(SignInCodes.Life);

        Assert.Null(codes.Take(code));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public async Task Session_WithoutAClick_EndsAfterHalfAnHour(int minutes, bool isGood)
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);

        _clock.Advance(TimeSpan.FromMinutes(minutes));
        await console.Page.GotoAsync("agents");

        await (isGood ? console.HeadingAsync("Agents") : console.Page.GetByLabel("Operator key").WaitForAsync());
    }

    [Fact]
    public async Task SignOut_InOneTab_EndsTheSessionInTheOtherAndOfACopiedCookie()
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var cookies = await console.Page.Context.CookiesAsync();
        var other = await console.Page.Context.NewPageAsync();
        await other.GotoAsync("agents");
        await other.GetByRole(AriaRole.Heading, new() { Name = "Agents" }).WaitForAsync();

        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await console.HeadingAsync("4Runr Gateway");

        await new ConsolePage(other, []).HeadingAsync("4Runr Gateway");
        using var thief = _gateway.Gateway.Proxies[0].Client();
        thief.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")));
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/console/agents")).StatusCode);
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("127.0.0.1:8080", false)]
    [InlineData("gateway.example.com", true)]
    public async Task Cookie_ForABrowserElsewhere_GoesOverHttpsOnly(string host, bool isSecure)
    {
        using var client = _gateway.Console.Client();
        client.DefaultRequestHeaders.Host = host;

        using var page = await client.GetAsync("/console/sign-in");

        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Request_OfAnotherOrigin_IsRefused(string origin, HttpStatusCode expected)
    {
        using var client = _gateway.Gateway.Proxies[0].Client();
        client.DefaultRequestHeaders.Add("Origin", origin);

        Assert.Equal(expected, (await client.PostAsync("/console/sign-in", new FormUrlEncodedContent([new("Entry.Key", "x")]))).StatusCode);
        Assert.Equal(expected, (await client.PostAsync("/console/_blazor/negotiate?negotiateVersion=1", content: null)).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/", "/console/")]
    [InlineData("https://evil.example/", "/console/")]
    [InlineData(@"/\evil.example", "/console/")]
    [InlineData("sign-in", "/console/")]
    [InlineData("agents?x=1", "/console/agents?x=1")]
    [InlineData("/console/calls", "/console/calls")]
    [InlineData(null, "/console/")]
    public void Return_LeadsIntoTheConsoleOnly(string? asked, string expected) => Assert.Equal(expected, SignInAddress.Checked(asked));

    [Fact]
    public async Task MetricsAndHealth_AtTheFrontDoorsPath_AreNotThere()
    {
        using var client = _gateway.Gateway.Proxies[0].Client();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/console/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/console/health/ready")).StatusCode);
        using var inside = _gateway.Console.Client();
        Assert.Equal(HttpStatusCode.OK, (await inside.GetAsync("/metrics")).StatusCode);
    }
}
