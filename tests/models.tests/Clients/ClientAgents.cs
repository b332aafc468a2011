using FourRunr.Contracts;
using FourRunr.Models.Tests.Gateway;

namespace FourRunr.Models.Tests.Clients;

/// <summary>Whom a client acts for.</summary>
/// <param name="Good">Has a budget with room for everything.</param>
/// <param name="Spent">Has spent its budget, with one call.</param>
/// <param name="Denied">May ask no model.</param>
/// <param name="Hurried">May make a call every two seconds.</param>
/// <param name="Slow">May make a call every ten minutes.</param>
/// <param name="Patient">May make a call every minute.</param>
internal sealed record ClientAgents(TestAgent Good, TestAgent Spent, TestAgent Denied, TestAgent Hurried, TestAgent Slow, TestAgent Patient)
{
    public static async Task<ClientAgents> CreateAsync(ModelGateway gateway) => new(
        await gateway.CreateAgentAsync(new PolicySpec { Budgets = [ModelGateway.Budget("100")] }),
        await gateway.CreateSpentAgentAsync(),
        await gateway.CreateAgentAsync(new PolicySpec { Models = new ModelSpec { Deny = ["*"] } }),
        await gateway.CreateAgentAsync(new PolicySpec { RateLimit = new RateLimitSpec(1, "2s", Burst: 1) }),
        await gateway.CreateAgentAsync(new PolicySpec { RateLimit = new RateLimitSpec(1, "10m", Burst: 1) }),
        await gateway.CreateAgentAsync(new PolicySpec { RateLimit = new RateLimitSpec(1, "1m", Burst: 1) }));
}
