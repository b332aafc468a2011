using System.Text.RegularExpressions;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Calls;

public sealed class LivePageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Live_ShowsCallsAsTheyCome_AlsoAfterARestartOfTheFrontDoor()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var traffic = await Traffic.StartAsync(gateway, "finder");
        await using var console = await ConsolePage.SignedInAsync(browser, gateway, isDirect: true);
        await console.GoToAsync("calls/live", "Live calls");
        var page = console.Page;
        var calls = page.Locator("table.list tbody tr:not(.mark)");
        await page.GetByText("connected", new() { Exact = true }).WaitForAsync();

        await traffic.SearchAsync();
        await Assertions.Expect(calls).ToHaveCountAsync(1);
        await Axe.CheckAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await traffic.ReadMailAsync();
        await page.GetByText("paused, 1 more came since").WaitForAsync();
        await Assertions.Expect(calls).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(calls).ToHaveCountAsync(2);

        await gateway.Gateway.RestartFrontDoorAsync(() => page.GetByText("not connected, trying again").WaitForAsync());
        await page.GetByText("connected", new() { Exact = true }).WaitForAsync();
        await traffic.SearchAsync("tea");
        await Assertions.Expect(calls).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("tr.mark")).ToContainTextAsync("Interrupted at");

        // Another filter begins anew.
        await page.GetByLabel("Agent (id or name)").FillAsync("somebody else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/calls/live\\?agent=somebody"));
        await page.GetByText("connected", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(calls).ToHaveCountAsync(0);
    }
}
