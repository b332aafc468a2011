using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Pages;

/// <summary>Pages and the gateway through restarts of each other.</summary>
public sealed class RecoveryTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task OpenPage_ThroughARestartOfTheGateway_GoesOnWhereItWas_AndAfterOneOfTheConsoleUnderItsAddress()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var traffic = await Traffic.StartAsync(gateway, "finder");
        await using var console = await ConsolePage.OpenAsync(browser, gateway, mayFail: true);
        await console.SignInAsync(Testing.TestSecrets.AdminKey);
        var page = console.Page;
        await console.GoToAsync("agents/new", "New agent");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("written before");
        await page.EvaluateAsync("window.isTheSame = true");
        var away = page.Locator("#components-reconnect-modal .components-reconnect-dialog");

        await gateway.Gateway.RestartAsync(() => away.WaitForAsync());
        await Assertions.Expect(away).ToBeHiddenAsync();

        // The same page, not one that was loaded again: what was written is sent.
        await page.GetByLabel("Role", new() { Exact = true }).FillAsync("scraper");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.GetByText("written before").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSame === true"));

        const string Address = "calls?agent=finder&result=denied";
        await console.GoToAsync(Address, "Calls");
        await gateway.RestartConsoleAsync(async () =>
        {
            await away.WaitForAsync();
            // Calls go on as if it had never been there.
            Assert.NotEmpty(await traffic.ReadMailAsync());
        });
        // Sessions end with the console; the page asks for the key by itself, and then is the one that it was.
        await page.GetByLabel("Operator key").FillAsync(Testing.TestSecrets.AdminKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await console.HeadingAsync("Calls");
        Assert.EndsWith(Address, page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(1);
    }
}
