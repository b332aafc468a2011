using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Changes;

/// <summary>Who changed what, on a page of its own and on the pages of what was changed.</summary>
public sealed class ChangesPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string OddName = "<b>Olga</b> & \"friends\"";

    [Fact]
    public async Task Changes_OfAPersonWithAName_AreOnEveryPageOfWhatWasChanged_ForAnAuditorToo()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var olga = await gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest(OddName, OperatorRole.Admin));
        var auditor = await gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("auditor", OperatorRole.Auditor));
        using var olgas = gateway.Gateway.Proxies[0].Client(olga.ApiKey);
        var agent = await olgas.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("market-research", "scraper"));
        var policy = await olgas.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("mails", new PolicySpec { Scopes = ["gmail_send:*"] }, AgentId: agent.AgentId));
        await olgas.PostAsync<CredentialResponse>("/v1/admin/credentials", new { tool = "serpapi", value = "canary-of-the-console" });
        await using var console = await ConsolePage.OpenAsync(browser, gateway);
        await console.SignInAsync(auditor.ApiKey!);
        var page = console.Page;

        await console.GoToAsync("policies", "Policies");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "mails" })).ToContainTextAsync(OddName);
        foreach (var (path, heading, text) in ((string, string, string)[])[
            ($"agents/{agent.AgentId}", "market-research", "policy: created"),
            ($"policies/{policy.PolicyId}", "mails", "policy: created"),
            ("tools/serpapi", "serpapi", "credential: stored"),
            ("security", "Security", "operator: created"),
            ("spend", "Budgets", "policy: created")])
        {
            await console.GoToAsync(path, heading);
            var who = path == "security" ? "bootstrap" : OddName;
            await page.GetByRole(AriaRole.Row).Filter(new() { HasText = text }).Filter(new() { HasText = who }).First.WaitForAsync();
            await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("canary-of-the-console");
        }

        await console.GoToAsync("changes?kind=agent", "Changes");
        await Assertions.Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await Axe.CheckAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "market-research" }).ClickAsync();
        await console.HeadingAsync("market-research");
    }
}
