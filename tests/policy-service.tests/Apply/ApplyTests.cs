using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Policy.Tests.Apply;

public sealed class ApplyTests
{
    private const string Set = """
        {"policies": [
          {"name": "team-b", "role": "tester", "spec": {"scopes": ["openai:*"], "rate_limit": {"requests": 5}}},
          {"name": "team-a", "role": "tester", "mode": "shadow", "spec": {"deny": ["serpapi:*"]}}
        ]}
        """;

    [Theory, BothBackends]
    public async Task Apply_Twice_CreatesThenLeavesEverythingAlone(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var told = new List<string[]>();
        using var subscription = service.Services.GetRequiredService<IInvalidationChannel>().Subscribe(subjects => told.Add([.. subjects]));

        var first = await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", Set);
        var second = await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", Set);

        Assert.Equal([("team-a", AppliedChange.Created, 1), ("team-b", AppliedChange.Created, 1)], first.Changes.Select(Describe));
        Assert.Equal([("team-a", AppliedChange.Unchanged, 1), ("team-b", AppliedChange.Unchanged, 1)], second.Changes.Select(Describe));
        Assert.Equal((2, 0, 0, 2), (first.Created, first.Unchanged, second.Created, second.Unchanged));
        Assert.Equal(first.Changes.Select(change => change.PolicyId), second.Changes.Select(change => change.PolicyId));
        Assert.Single(await HistoryAsync(service, first.Changes[0].PolicyId!));
        if (backend == Backend.Embedded)
        {
            Assert.Equal([[InvalidationSubjects.RolePolicies("tester")]], told);
        }
    }

    [Theory, BothBackends]
    public async Task Apply_ChangedDocument_MakesOneNewVersionAndNamesTheFields(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", Set);
        var changed = Set.Replace("\"requests\": 5", "\"requests\": 6, \"burst\": 9", StringComparison.Ordinal).Replace("shadow", "enforce", StringComparison.Ordinal);

        var dry = await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply?dry_run=true", changed);
        var stillOld = await ByNameAsync(service, "team-b");
        var made = await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", changed);

        Assert.True(dry.DryRun);
        Assert.Equal(1, stillOld.Version);
        Assert.Equal(dry.Changes.Select(Describe), made.Changes.Select(Describe));
        Assert.Equal(["mode", "spec.rate_limit.burst", "spec.rate_limit.requests"], made.Changes.SelectMany(change => change.Fields!).Select(field => field.Path));
        Assert.Equal((5, 6), (made.Changes[1].Fields![1].Before!.GetValue<int>(), made.Changes[1].Fields![1].After!.GetValue<int>()));
        var now = await ByNameAsync(service, "team-b");
        Assert.Equal((2, 9, StandInAuthService.AdminId), (now.Version, now.Spec.RateLimit!.Burst!.Value, now.UpdatedBy));
    }

    [Theory, BothBackends]
    public async Task Apply_OneDocumentInvalid_NothingIsStoredAndAllErrorsAreNamed(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies/apply", """
            {"policies": [
              {"name": "good", "role": "tester", "spec": {}},
              {"name": "bad", "role": "tester", "spec": {"scopes": ["x"]}},
              {"name": "good", "role": "NO", "spec": {"quotas": [{}]}, "extra": 1},
              {"name": "good", "role": "tester", "spec": {}}
            ], "prun": true}
            """);

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(
            [
                "policies[1].spec.scopes[0]", "policies[2].extra", "policies[2].role", "policies[2].spec.quotas[0].limit",
                "policies[2].spec.quotas[0].scope", "policies[2].spec.quotas[0].window", "policies[3].name", "prun",
            ],
            problem.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, (await ListAsync(service)).Count);
    }

    [Theory, BothBackends]
    public async Task Apply_DatabaseRefusesTheLastStatement_NothingIsStored(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        // A history entry that is already there: the update of 'z' fails after 'a' was inserted.
        var last = await service.CreateForRoleAsync("z", "tester");
        await service.Services.GetRequiredService<FourRunr.Storage.Database>().ExecuteAsync(
            """
            INSERT INTO policy_versions (policy_id, version, change, name, role, mode, spec, made_at)
            VALUES (@PolicyId, 2, 'Updated', 'z', 'tester', 'Enforce', '{}', 0)
            """,
            new { last.PolicyId },
            CancellationToken.None);

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies/apply", """
            {"policies": [{"name": "a", "role": "tester", "spec": {}}, {"name": "z", "role": "tester", "spec": {"scopes": ["*"]}}]}
            """);

        await response.MustBeAsync(GatewayErrors.Conflict);
        Assert.DoesNotContain(await ListAsync(service), policy => policy.Name == "a");
        Assert.Equal(1, (await ByNameAsync(service, "z")).Version);
    }

    [Theory, BothBackends]
    public async Task Apply_Prune_DeletesOnlyWhatIsAskedFor(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", Set);
        const string rest = "name: team-b\nrole: tester\nspec: {scopes: [\"openai:*\"], rate_limit: {requests: 5}}\n";

        using var kept = await service.Admin.PostYamlAsync("/v1/policies/apply", rest);
        using var pruned = await service.Admin.PostYamlAsync("/v1/policies/apply?prune=true&prune_prefix=team-", rest);
        var afterPrefix = (await ListAsync(service)).Select(policy => policy.Name).Order();
        using var all = await service.Admin.PostYamlAsync("/v1/policies/apply?prune=true", rest);

        Assert.Equal(0, (await kept.ReadAsync<ApplyResponse>()).Deleted);
        var answer = await pruned.ReadAsync<ApplyResponse>();
        Assert.Equal([("team-a", AppliedChange.Deleted, null), ("team-b", AppliedChange.Unchanged, (int?)1)], answer.Changes.Select(change => (change.Name, change.Change, change.Version)));
        Assert.Equal(["default-engager", "default-enricher", "default-scraper", "team-b"], afterPrefix);
        Assert.Equal(3, (await all.ReadAsync<ApplyResponse>()).Deleted);
        Assert.Equal(["team-b"], (await ListAsync(service)).Select(policy => policy.Name));
        Assert.Equal([PolicyChangeKind.Deleted, PolicyChangeKind.Created], (await HistoryAsync(service, answer.Changes[0].PolicyId!)).Select(entry => entry.Change));
    }

    [Fact]
    public async Task Apply_EmptySet_Refused()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies/apply?prune=true", """{"policies": []}""");

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(3, (await ListAsync(service)).Count);
    }

    [Theory, BothBackends]
    public async Task Apply_ManyAtOnce_EveryPolicyIsMadeOnce(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", Set)));

        Assert.Equal(2, answers.Sum(answer => answer.Created));
        Assert.Equal(10, answers.Sum(answer => answer.Unchanged));
    }

    private static (string, AppliedChange, int) Describe(AppliedPolicy change) => (change.Name, change.Change, change.Version!.Value);

    private static async Task<PolicyResponse> ByNameAsync(PolicyServiceUnderTest service, string name) =>
        (await ListAsync(service)).Single(policy => policy.Name == name);

    private static async Task<IReadOnlyList<PolicyResponse>> ListAsync(PolicyServiceUnderTest service) =>
        (await service.Auditor.GetFromJsonAsync<Page<PolicyResponse>>("/v1/policies", GatewayJson.Strict))!.Items;

    private static async Task<IReadOnlyList<PolicyVersionResponse>> HistoryAsync(PolicyServiceUnderTest service, string policyId) =>
        (await service.Auditor.GetFromJsonAsync<Page<PolicyVersionResponse>>($"/v1/policies/{policyId}/versions", GatewayJson.Strict))!.Items;
}
