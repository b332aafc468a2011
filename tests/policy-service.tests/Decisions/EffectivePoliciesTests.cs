using System.Text.Json;
using FourRunr.Policy.Decisions;
using FourRunr.Policy.Policies;
using FourRunr.Storage;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Policy.Tests.Decisions;

public sealed class EffectivePoliciesTests
{
    [Theory, BothBackends]
    public async Task Of_AmongManyPolicies_OnlyThoseThatApply(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var database = service.Services.GetRequiredService<Database>();
        await FillAsync(database, 2_000);
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");

        var effective = await service.Services.GetRequiredService<EffectivePolicies>()
            .OfAsync(PolicyServiceUnderTest.AgentId, "tester", CancellationToken.None);

        Assert.Equal([policy.PolicyId], effective.Enforced.Policies.Select(item => item.PolicyId));
    }

    [Fact]
    public async Task Of_ManyPolicies_IsFoundByIndexAlone()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var database = service.Services.GetRequiredService<Database>();
        await FillAsync(database, 2_000);

        var plan = await database.QueryAsync<PlanRow>(
            $"EXPLAIN QUERY PLAN {PolicyStore.EffectiveSql}", new { agentId = "a", role = "r" }, CancellationToken.None);

        var steps = plan.Select(row => row.Detail).Where(detail => detail.Contains("policies", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, steps.Length);
        Assert.All(steps, step => Assert.StartsWith("SEARCH policies USING INDEX", step));
    }

    [Fact]
    public async Task Of_SameVersionAgain_IsNotCompiledAgain()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        var policies = service.Services.GetRequiredService<EffectivePolicies>();

        var first = await policies.OfAsync("a", "tester", CancellationToken.None);
        var second = await policies.OfAsync("a", "tester", CancellationToken.None);

        Assert.Same(first, second);
    }

    [Fact]
    public async Task Of_SpecOfANewerRelease_FailsInsteadOfPassingOverItsGuards()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        await service.Services.GetRequiredService<Database>().ExecuteAsync(
            "UPDATE policies SET spec = @spec, version = 2 WHERE policy_id = @PolicyId",
            new { spec = """{"scopes":["serpapi:*"],"from_the_future":{}}""", policy.PolicyId },
            CancellationToken.None);

        await Assert.ThrowsAsync<JsonException>(() =>
            service.Services.GetRequiredService<EffectivePolicies>().OfAsync("a", "tester", CancellationToken.None));
    }

    private static Task<int> FillAsync(Database database, int count)
    {
        const string sql = """
            INSERT INTO policies (policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at)
            VALUES (@Id, @Id, @AgentId, @Role, 1, 'Enforce', '{}', 0, 0)
            """;
        var rows = Enumerable.Range(0, count)
            .Select(i => new { Id = $"filler-{i}", AgentId = i % 2 == 0 ? $"agent-{i}" : null, Role = i % 2 == 1 ? $"role-{i}" : null });
        return database.ExecuteAsync(sql, rows, CancellationToken.None);
    }

    private sealed class PlanRow
    {
        public required string Detail { get; init; }
    }
}
