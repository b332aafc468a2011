using FourRunr.Contracts;
using FourRunr.Faults.Load;

namespace FourRunr.Faults.Spending;

/// <summary>Who asks models in a scenario: one agent whose budget never ends, and one whose budget ends within the scenario.</summary>
internal sealed record ModelCast(ModelAgent Rich, ModelAgent Poor)
{
    private const int MicrousdOfDollar = 1_000_000;

    /// <param name="poorLimit">Millionths of a dollar.</param>
    public static async Task<ModelCast> MakeAsync(string scenario, long poorLimit, Operator gatewayOperator) => new(
        await AgentAsync($"{scenario}-rich", 1000L * MicrousdOfDollar, gatewayOperator),
        await AgentAsync($"{scenario}-poor", poorLimit, gatewayOperator));

    public IEnumerable<ModelAgent> All => [Rich, Poor];

    /// <summary>Millionths of an amount of dollars in a document.</summary>
    public static long Microusd(string dollars) => (long)(decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture) * MicrousdOfDollar);

    private static async Task<ModelAgent> AgentAsync(string name, long limit, Operator gatewayOperator)
    {
        var agent = await gatewayOperator.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest(name, "faults"));
        var spec = new PolicySpec
        {
            Scopes = ["openai:*", "anthropic:*"],
            RateLimit = new RateLimitSpec(1_000_000, "1s", 1_000_000),
            Budgets =
            [
                new BudgetSpec
                {
                    Name = "purse",
                    Limit = (limit / (decimal)MicrousdOfDollar).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture),
                    Window = new BudgetWindowSpec { Sliding = "24h" },
                },
            ],
        };
        await gatewayOperator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest(name, spec, AgentId: agent.AgentId));
        var token = await gatewayOperator.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["read", "write"]));
        return new ModelAgent(agent.AgentId, limit, token.Token);
    }
}

/// <param name="Limit">Millionths of a dollar.</param>
internal sealed record ModelAgent(string Id, long Limit, string Token);
