using FourRunr.Contracts;
using FourRunr.Models.Tests.Gateway;
using FourRunr.Testing;

namespace FourRunr.Models.Tests.Spending;

/// <summary>Two agents of one role with one tag: each has a budget of its own, and both share that of the role and that of the tag.</summary>
internal sealed class SharedBudgets
{
    private readonly RunningGateway _gateway;
    private readonly HashSet<string> _holders;

    private SharedBudgets(RunningGateway gateway, IReadOnlyList<TestAgent> agents, string role, string tag)
    {
        (_gateway, Agents) = (gateway, agents);
        _holders = [.. agents.Select(agent => $"agent:{agent.AgentId}"), $"role:{role}", $"tag:{tag}"];
    }

    public IReadOnlyList<TestAgent> Agents { get; }

    /// <param name="own">Limit of each agent in millionths of a dollar.</param>
    /// <param name="shared">Limit of the role, and of the tag.</param>
    public static async Task<SharedBudgets> CreateAsync(RunningGateway gateway, long own, long shared)
    {
        var name = $"crowd_{Guid.NewGuid():N}";
        var agents = new List<TestAgent>();
        await AddPolicyAsync(gateway, new PolicyRequest($"{name} role", Policy("role", shared), Role: name));
        await AddPolicyAsync(gateway, new PolicyRequest($"{name} tag", Policy($"tag:{name}", shared), Tag: name));
        for (var i = 0; i < 2; i++)
        {
            var agent = await gateway.Operator.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest(name, name, Tags: [name]));
            await AddPolicyAsync(gateway, new PolicyRequest($"{name} {i}", Policy("agent", own), AgentId: agent.AgentId));
            agents.Add(new TestAgent(agent.AgentId, (await gateway.IssueTokenAsync(agent.AgentId)).Token));
        }

        return new SharedBudgets(gateway, agents, name, name);
    }

    /// <summary>As a replica sees them now; those that were never used are not there.</summary>
    public async Task<IReadOnlyList<BudgetStatusResponse>> ReadAsync() =>
        [.. (await _gateway.Operator.GetAsync<BudgetListResponse>("/v1/budgets")).Budgets.Where(budget => _holders.Contains(budget.Holder))];

    /// <summary>In millionths of a dollar.</summary>
    public static long Amount(string dollars) => (long)(decimal.Parse(dollars, CultureInfo.InvariantCulture) * 1_000_000);

    private static Task<PolicyResponse> AddPolicyAsync(RunningGateway gateway, PolicyRequest policy) => gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", policy);

    private static PolicySpec Policy(string per, long limit) => new()
    {
        Scopes = ["openai:*", "anthropic:*"],
        RateLimit = new RateLimitSpec(100_000),
        Budgets =
        [
            new BudgetSpec
            {
                Name = "crowd", Per = per, Limit = (limit / 1_000_000m).ToString(CultureInfo.InvariantCulture), Window = new BudgetWindowSpec { Sliding = "24h" },
            },
        ],
    };
}
