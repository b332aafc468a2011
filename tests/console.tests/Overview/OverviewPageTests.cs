using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Overview;

public sealed class OverviewPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Overview_OfANewGateway_SaysWhatToDo_ThenShowsItsCallsByItself()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        await using var console = await ConsolePage.SignedInAsync(browser, gateway);
        var page = console.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Make the first agent" })).ToHaveAttributeAsync("href", "agents/new");
        await Axe.CheckAsync(page);

        var traffic = await Traffic.StartAsync(gateway, "finder");
        await traffic.SearchAsync();
        await traffic.ReadMailAsync();
        // Without a reload.
        await page.GetByText("Get going").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var denied = page.Locator(".tile", new() { HasText = "Denied" });
        await Assertions.Expect(denied.Locator(".figure")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator(".tile", new() { HasText = "Calls, last hour" }).Locator(".figure")).ToHaveTextAsync("2");

        await denied.ClickAsync();
        await console.HeadingAsync("Calls");
        await Assertions.Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("table.list tbody tr")).ToContainTextAsync("scope_denied");
    }
}
