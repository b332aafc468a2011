using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

public sealed class ListBudgetsEndpointTests
{
    private readonly PolicyBudget _budget = new(
        TestBudgets.NewPolicy(), "scraper", 3, new BudgetSpec { Name = "research", Limit = "25.00", Window = TestBudgets.Month, Scopes = ["serpapi:*"] });

    [Theory, BothBackends]
    public async Task Get_Agent_SeesTheAccountsThatApplyToIt(Backend backend)
    {
        await using var gateway = await StartAsync(backend);
        await HoldAsync(gateway, TestGateway.AgentId);
        await HoldAsync(gateway, "agt_other");

        var account = Assert.Single(await ListAsync(gateway, TestGateway.Token));

        Assert.Equal(("research", "scraper", "agent", $"agent:{TestGateway.AgentId}"), (account.Name, account.PolicyName, account.Per, account.Holder));
        Assert.Equal(("25", "0", "0.5", "24.5"), (account.Limit, account.Spent, account.Held, account.Left));
        Assert.Single(await ListAsync(gateway, TestGateway.Token, $"?agent_id={TestGateway.AgentId}"));
        using var refused = await gateway.Client().GetAsync("/v1/budgets?agent_id=agt_other");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory, BothBackends]
    public async Task Get_Operator_SeesAllAccountsOrThoseOfAnAgent(Backend backend)
    {
        await using var gateway = await StartAsync(backend);
        await HoldAsync(gateway, TestGateway.AgentId);
        await HoldAsync(gateway, "agt_other");

        await Eventually.TrueAsync(async () => (await ListAsync(gateway, TestSecrets.AdminKey)).Count == 2, "both accounts are listed");
        Assert.Equal("agent:agt_other", Assert.Single(await ListAsync(gateway, TestSecrets.AdminKey, "?agent_id=agt_other")).Holder);
        Assert.Empty(await ListAsync(gateway, TestSecrets.AdminKey, "?agent_id=agt_none"));
    }

    [Fact]
    public async Task Get_NobodyOrAService_IsRefused()
    {
        await using var gateway = await StartAsync(Backend.Embedded);

        foreach (var token in (string?[])[null, TestSecrets.ServiceKey, "unknown"])
        {
            using var refused = await gateway.Client(token).GetAsync("/v1/budgets");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    private async Task<TestGateway> StartAsync(Backend backend)
    {
        var gateway = await TestGateway.StartAsync(backend);
        gateway.Decide = question => TestGateway.Allowed(question) with { Budgets = question.Tool == "serpapi" ? [_budget] : null };
        return gateway;
    }

    private async Task HoldAsync(TestGateway gateway, string agent)
    {
        var budget = Budget.Compile(_budget, agent, "scraper", []) ?? throw new InvalidOperationException("It does not apply.");
        Assert.IsType<ReserveOutcome.Granted>(await gateway.Proxy.Services.GetRequiredService<IBudgetLedger>().ReserveAsync(
            TestLedger.NewCall(), [budget], new(500_000, 0), TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    private static async Task<IReadOnlyList<BudgetStatusResponse>> ListAsync(TestGateway gateway, string token, string query = "")
    {
        var list = await gateway.Client(token).GetFromJsonAsync<BudgetListResponse>($"/v1/budgets{query}", GatewayJson.Strict);
        return list?.Budgets ?? [];
    }
}
