using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.WebConsole.Tests.Browsers;
using Xunit;

namespace FourRunr.WebConsole.Tests.Pages;

/// <summary>A gateway in use: two agents, a policy with a budget, calls that were allowed and calls that were refused.</summary>
/// <param name="AgentId">Of the agent that made the calls.</param>
/// <param name="PolicyId">Of its policy.</param>
/// <param name="DeniedCallId">A call that its policy does not allow.</param>
/// <param name="Token">With which the agent called.</param>
/// <param name="ApprovalId">A call that waits for a person.</param>
internal sealed record SampleData(string AgentId, string PolicyId, string DeniedCallId, string Token, string ApprovalId)
{
    /// <summary>The stored credential of a tool.</summary>
    public const string Credential = "canary-credential-41ce-77d0";

    public static async Task<SampleData> MakeAsync(ConsoleGateway gateway)
    {
        using var prices = await gateway.Operator.PutAsync(
            "/v1/admin/prices", new StringContent("""{"models":{"gpt-5":{"input":"1.25","output":"10"}}}""", Encoding.UTF8, "application/json"));
        Assert.True(prices.IsSuccessStatusCode, await prices.Content.ReadAsStringAsync());
        await gateway.PostAsync<CredentialResponse>("/v1/admin/credentials", new StoreCredentialRequest("serpapi", Credential));
        var agent = await gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("market-research", "scraper", Tags: ["research"]));
        await gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("support-mails", "support"));
        var spec = new PolicySpec
        {
            Scopes = ["serpapi:search", "http_fetch:get", "openai:*"],
            Deny = ["gmail_send:*"],
            Budgets = [new BudgetSpec { Name = "daily", Limit = "5", Window = new BudgetWindowSpec { Calendar = CalendarWindow.Day } }],
        };
        var policy = await gateway.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("market research", spec, AgentId: agent.AgentId));
        var issued = await gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        using var caller = gateway.Gateway.Proxies[0].Client(issued.Token);
        for (var call = 0; call < 12; call++)
        {
            await caller.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = $"agent gateways {call}" });
        }

        await caller.PostAsJsonAsync("/v1/tools/http_fetch/get", new { url = "https://example.com/" });
        await caller.PostAsJsonAsync("/v1/chat/completions", new { model = "gpt-5", messages = new[] { new { role = "user", content = "Say hello." } } });
        await caller.PostAsJsonAsync("/v1/tools/gmail_send/send", new { to = "someone@example.com", subject = "Hello", text = "Hello." });
        var denied = await gateway.Operator.GetFromJsonAsync<Page<CallRecordResponse>>("/v1/admin/calls?outcome=scope_denied", GatewayJson.Tolerant);
        return new SampleData(agent.AgentId, policy.PolicyId, denied!.Items[0].CallId, issued.Token, await AskForApprovalAsync(gateway));
    }

    private static async Task<string> AskForApprovalAsync(ConsoleGateway gateway)
    {
        var spec = new PolicySpec { Scopes = ["gmail_send:send"], Approvals = [new ApprovalSpec { Name = "mails", Scopes = ["gmail_send:send"] }] };
        await gateway.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("writers", spec, Role: "writer"));
        var agent = await gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("writer", "writer"));
        var issued = await gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        using var caller = gateway.Gateway.Proxies[0].Client(issued.Token);
        using var asked = await caller.PostAsJsonAsync("/v1/tools/gmail_send/send", new { to = "ann@example.org", subject = "Hello", text = "Hello." });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var waiting = await gateway.Operator.GetFromJsonAsync<Page<ApprovalResponse>>("/v1/admin/approvals?state=pending", GatewayJson.Tolerant);
        return waiting!.Items[0].ApprovalId;
    }
}
