using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Policies;

/// <summary>What the console is for: from a denied call to the same call allowed.</summary>
public sealed class PolicyStoryTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Story_ADeniedCall_IsMendedInShadowSimulatedEnforcedAndAllowed()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var spec = new PolicySpec { Scopes = ["serpapi:search", "http_fetch:*"], Deny = ["http_fetch:get"] };
        var policy = await gateway.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("reporters", spec, Role: "reporter"));
        var agent = await gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("reporter", "reporter"));
        var issued = await gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        using var caller = gateway.Gateway.Proxies[0].Client(issued.Token);
        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync(caller));
        await using var console = await ConsolePage.SignedInAsync(browser, gateway);
        var page = console.Page;
        var began = Stopwatch.GetTimestamp();

        await page.GetByRole(AriaRole.Link, new() { Name = "Calls", Exact = true }).ClickAsync();
        await console.HeadingAsync("Calls");
        var denied = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "scope_denied" });
        await denied.GetByRole(AriaRole.Link).First.ClickAsync();
        await console.HeadingAsync("Call");
        await page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "deny http_fetch:get" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = policy.PolicyId }).ClickAsync();
        await console.HeadingAsync("reporters");
        var text = page.GetByLabel("Policy, YAML or JSON");
        await text.FillAsync((await text.InputValueAsync()).Replace("  deny:\n    - http_fetch:get\n", "", StringComparison.Ordinal));
        await StepAsync(page, "1. Check");
        await page.GetByRole(AriaRole.Table, new() { Name = "Changed members" }).GetByText("spec.deny").WaitForAsync();
        await StepAsync(page, "3. Save as shadow");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save as shadow" }).ClickAsync();
        await page.GetByText("only evaluated and recorded").WaitForAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync(caller));

        await StepAsync(page, "1. Check");
        await page.GetByText("The text says what is stored.").WaitForAsync();
        await StepAsync(page, "2. Simulate");
        var allowed = page.GetByRole(AriaRole.Table, new() { Name = "Newly allowed" }).GetByRole(AriaRole.Link, new() { Name = "http_fetch:get" });
        Assert.StartsWith("calls/call_", await allowed.First.GetAttributeAsync("href"), StringComparison.Ordinal);
        await StepAsync(page, "3. Save and enforce");
        await page.GetByText("in force", new() { Exact = true }).WaitForAsync();

        await Eventually.TrueAsync(async () => await FetchAsync(caller) == HttpStatusCode.OK, "the call is allowed");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"From the denied call to the allowed one: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
    }

    private static async Task<HttpStatusCode> FetchAsync(HttpClient caller)
    {
        using var answer = await caller.PostAsJsonAsync("/v1/tools/http_fetch/get", new { url = "https://example.com/" });
        return answer.StatusCode;
    }

    private static Task StepAsync(IPage page, string step) => page.GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
}
