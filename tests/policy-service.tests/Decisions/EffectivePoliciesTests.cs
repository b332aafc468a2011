using FourRunr.Contracts;
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
        var tagged = await service.CreateAsync(new PolicyRequest("t", new PolicySpec(), Tag: "night"));

        var effective = await service.Services.GetRequiredService<EffectivePolicies>()
            .OfAsync(PolicyServiceUnderTest.AgentId, "tester", ["research", "night"], CancellationToken.None);

        Assert.Equal([policy.PolicyId, tagged.PolicyId], effective.Enforced.Policies.Select(item => item.PolicyId));
    }

    [Fact]
    public async Task Of_ManyPolicies_IsFoundByIndexAlone()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var database = service.Services.GetRequiredService<Database>();
        await FillAsync(database, 2_000);

        var plan = await database.QueryAsync<PlanRow>(
            $"EXPLAIN QUERY PLAN {PolicyStore.EffectiveSql(database.Dialect)}", new { agentId = "a", role = "r", tags = new[] { "t", "u" } }, CancellationToken.None);

        var steps = plan.Select(row => row.Detail).Where(detail => detail.Contains("policies", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, steps.Length);
        Assert.All(steps, step => Assert.StartsWith("SEARCH policies USING INDEX", step));
    }

    [Fact]
    public async Task Of_SameVersionAgain_IsNotCompiledAgain()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        var policies = service.Services.GetRequiredService<EffectivePolicies>();

        var first = await policies.OfAsync("a", "tester", null, CancellationToken.None);
        var second = await policies.OfAsync("a", "tester", null, CancellationToken.None);

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
            service.Services.GetRequiredService<EffectivePolicies>().OfAsync("a", "tester", null, CancellationToken.None));
    }

    private static Task<int> FillAsync(Database database, int count)
    {
        const string sql = """
            INSERT INTO policies (policy_id, name, agent_id, role, tag, version, mode, spec, created_at, updated_at)
            VALUES (@Id, @Id, @AgentId, @Role, @Tag, 1, 'Enforce', '{}', 0, 0)
            """;
        var rows = Enumerable.Range(0, count)
            .Select(i => new { Id = $"filler-{i}", AgentId = i % 3 == 0 ? $"agent-{i}" : null, Role = i % 3 == 1 ? $"role-{i}" : null, Tag = i % 3 == 2 ? $"tag-{i}" : null });
        return database.ExecuteAsync(sql, rows, CancellationToken.None);
    }

    private sealed class PlanRow
    {
        public required string Detail { get; init; }
    }
}
