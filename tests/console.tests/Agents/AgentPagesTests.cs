using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Agents;

public sealed class AgentPagesTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ConsoleGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Onboarding_NewAgent_EndsWithATokenThatWorks()
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var page = console.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Agents", Exact = true }).ClickAsync();
        await console.HeadingAsync("Agents");
        await page.GetByText("There is no agent yet").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New agent" }).ClickAsync();
        await console.HeadingAsync("New agent");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("finder");
        await page.GetByLabel("Role", new() { Exact = true }).FillAsync("scraper");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.GetByLabel("private key", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue a token" }).ClickAsync();
        var token = await page.GetByLabel("token", new() { Exact = true }).InnerTextAsync();
        await Axe.CheckAsync(page);

        using var agent = _gateway.Gateway.Proxies[0].Client(token);
        var answer = await agent.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "agent gateway" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        // What is pasted into a terminal leads to this gateway.
        await page.GetByRole(AriaRole.Tab, new() { Name = "curl" }).ClickAsync();
        Assert.Contains($"{_gateway.Gateway.Url}v1/tools", await page.Locator("pre[aria-label=curl]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OfAnAgent_WantsItsIdTypedAndEndsItsTokens()
    {
        var agent = await MakeAsync("stopped");
        var issued = await _gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        await console.GoToAsync($"agents/{agent.AgentId}", "stopped");
        var page = console.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeDisabledAsync();
        await dialog.GetByLabel($"Type {agent.AgentId} to go on").FillAsync(agent.AgentId);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByText("suspended").First.WaitForAsync();

        using var caller = _gateway.Gateway.Proxies[0].Client(issued.Token);
        await Eventually.TrueAsync(async () => (int)(await caller.GetAsync("/v1/tools")).StatusCode == 401, "the token is dead");
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await page.GetByText("active", new() { Exact = true }).First.WaitForAsync();
    }

    [Fact]
    public async Task Agent_WithAHostileName_IsTextInEveryColourAndWidth()
    {
        var name = "<img src=x onerror=alert(1)> &lt; \u05E9\u05DC\u05D5\u05DD <script>document.title='x'</script>";
        var agent = await MakeAsync(name);
        foreach (var (width, colours) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light) })
        {
            await using var console = await ConsolePage.SignedInAsync(browser, _gateway, width, colours);
            await console.GoToAsync($"agents/{agent.AgentId}", name);
            await console.Page.GetByRole(AriaRole.Heading, new() { Name = "Latest calls" }).WaitForAsync();
            await Axe.CheckAsync(console.Page);
            await console.GoToAsync("agents", "Agents");
            await console.Page.GetByText("<img src=x").WaitForAsync();
            await Axe.CheckAsync(console.Page);
        }
    }

    [Fact]
    public async Task Pages_ForAnAuditor_ShowNothingThatChanges()
    {
        var agent = await MakeAsync("watched");
        var auditor = await _gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("auditor", OperatorRole.Auditor));
        await using var console = await ConsolePage.OpenAsync(browser, _gateway);
        await console.SignInAsync(auditor.ApiKey!);

        await console.GoToAsync($"agents/{agent.AgentId}", "watched");
        await console.Page.GetByRole(AriaRole.Heading, new() { Name = "Latest calls" }).WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Stop|New key|Issue|Activate|Revoke") }).CountAsync());
        await console.GoToAsync("security", "Security");
        await console.Page.GetByRole(AriaRole.Heading, new() { Name = "Operators" }).WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Stop|Revoke|Make") }).CountAsync());
        await console.Page.GotoAsync("agents/new");
        await console.Page.GetByLabel("Operator key").WaitForAsync();
    }

    private Task<AgentResponse> MakeAsync(string name) => _gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest(name, "scraper"));
}
