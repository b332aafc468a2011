using FourRunr.WebConsole.Tests.Browsers;
using Xunit;

namespace FourRunr.WebConsole.Tests.SignIn;

public sealed class SignInTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task SignIn_WithTheOperatorKey_ShowsTheOverview()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        await using var page = await ConsolePage.SignedInAsync(browser, gateway);

        await page.HeadingAsync("Overview");
    }
}
