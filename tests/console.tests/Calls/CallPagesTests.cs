using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Calls;

public sealed class CallPagesTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ConsoleGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task DeniedCall_IsFoundByItsFilter_AndSaysWhy()
    {
        var traffic = await Traffic.StartAsync(_gateway, "finder");
        await traffic.SearchAsync();
        var correlationId = await traffic.ReadMailAsync();
        await traffic.SearchAsync("tea");
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var page = console.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Calls", Exact = true }).ClickAsync();
        await console.HeadingAsync("Calls");
        var rows = page.Locator("table.list tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3);

        await page.GetByLabel("Correlation id").FillAsync(correlationId);
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        Assert.Contains($"correlation_id={correlationId}", page.Url, StringComparison.Ordinal);
        await rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await console.HeadingAsync("Call");

        await Assertions.Expect(page.Locator(".step.refused .step-name")).ToHaveTextAsync("Decide");
        await Assertions.Expect(page.Locator(".step.ok .step-name").First).ToHaveTextAsync("Identify");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("deny gmail_send:*");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = traffic.Policy.PolicyId })).ToHaveAttributeAsync("href", $"policies/{traffic.Policy.PolicyId}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain now" }).ClickAsync();
        await page.GetByText("denied: scope_denied").WaitForAsync();
        await Assertions.Expect(page.Locator("tr.decides")).ToContainTextAsync("deny gmail_send:*");
        await Axe.CheckAsync(page);

        // The row before in the trail is the call before.
        await page.Locator("dt:text-is('Row before') + dd a").ClickAsync();
        await Assertions.Expect(page.Locator(".step.refused")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByLabel("kept parameters")).ToContainTextAsync("coffee");
        await Assertions.Expect(page.GetByLabel("curl", new() { Exact = true })).ToContainTextAsync($"{_gateway.Gateway.Url}v1/tools/serpapi/search");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("intact");
        await page.GetByRole(AriaRole.Link, new() { Name = "All calls of that day with this rule" }).ClickAsync();
        await console.HeadingAsync("Calls");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Calls_OfAHostileAgent_AreText()
    {
        const string Name = "<img src=x onerror=alert(1)> <script>document.title='x'</script>";
        var traffic = await Traffic.StartAsync(_gateway, Name);
        await traffic.SearchAsync($"'; rm -rf / # <b>bold</b> \u202E{new string('x', 200)}");
        var call = (await _gateway.Operator.GetAsync<Page<CallRecordResponse>>($"/v1/admin/calls?agent={traffic.Agent.AgentId}")).Items[0];
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        await console.GoToAsync("calls", "Calls");
        await console.Page.GetByText("<img src=x").First.WaitForAsync();
        await Axe.CheckAsync(console.Page);
        await console.GoToAsync($"calls/{call.CallId}", "Call");
        await console.Page.GetByText("<b>bold</b>").First.WaitForAsync();
        await Axe.CheckAsync(console.Page);
        Assert.Equal(0, await console.Page.Locator("main b, main img, main script").CountAsync());
        Assert.True(await console.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the window.");
    }

    [Fact]
    public async Task Calls_ForAnAuditor_CanBeExplained()
    {
        var traffic = await Traffic.StartAsync(_gateway, "watched");
        await traffic.ReadMailAsync();
        var auditor = await _gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("auditor", OperatorRole.Auditor));
        await using var console = await ConsolePage.OpenAsync(browser, _gateway);
        await console.SignInAsync(auditor.ApiKey!);

        await console.GoToAsync($"calls?agent={traffic.Agent.AgentId}&result=denied", "Calls");
        await console.Page.Locator("table.list tbody tr a").First.ClickAsync();
        await console.HeadingAsync("Call");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Explain now" }).ClickAsync();
        await console.Page.GetByText("denied: scope_denied").WaitForAsync();
        await console.GoToAsync("calls?outcome=upstream_failed", "Calls");
        await console.Page.GetByText("No call matches this filter").WaitForAsync();
    }
}
