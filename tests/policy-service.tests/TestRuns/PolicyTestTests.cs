using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.TestRuns;

public sealed class PolicyTestTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "policies");

    public static TheoryData<string> TestFiles => [.. Directory.GetFiles(Folder, "*.tests.yaml").Select(file => Path.GetFileName(file)!)];

    public static TheoryData<string> PolicyFiles =>
        [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)!).Where(file => !file.EndsWith(".tests.yaml", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(TestFiles))]
    public async Task DeployedTests_AgainstTheDefaultPolicies_AllPass(string file)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Auditor.PostYamlAsync("/v1/policies/test", await File.ReadAllTextAsync(Path.Combine(Folder, file)));

        var answer = await response.ReadAsync<PolicyTestResponse>();
        Assert.DoesNotContain(answer.Results, result => !result.Passed);
        Assert.True(answer.Passed > 0);
    }

    [Theory, MemberData(nameof(PolicyFiles))]
    public async Task DeployedPolicies_AreWhatANewDatabaseHolds(string file)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync("/v1/policies/apply?dry_run=true", await File.ReadAllTextAsync(Path.Combine(Folder, file)));

        Assert.Equal(1, (await response.ReadAsync<ApplyResponse>()).Unchanged);
        Assert.True(File.Exists(Path.Combine(Folder, file.Replace(".yaml", ".tests.yaml", StringComparison.Ordinal))), $"{file} has no tests.");
    }

    [Fact]
    public async Task Test_RequestFilters_HoldForCallsToModels()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        var answer = await service.Auditor.AskAsync<PolicyTestResponse>("/v1/policies/test", """
            {
              "policies": [{"name": "p", "role": "tester", "spec": {"scopes": ["*"], "request_filters": {"block_pii": ["ssn"]}}}],
              "tests": [
                {"name": "blocked", "given": {"role": "tester", "tool": "openai", "action": "chat", "model": "gpt-5", "params": {"messages": [{"content": "123-45-6789"}]}},
                  "expect": {"effect": "deny", "code": "guard_denied", "rule": "request_filters.block_pii ssn", "policy": "p"}},
                {"name": "clean", "given": {"role": "tester", "tool": "openai", "action": "chat", "model": "gpt-5", "params": {"messages": [{"content": "hello"}]}}, "expect": {"effect": "allow"}},
                {"name": "another tool", "given": {"role": "tester", "tool": "gmail_send", "action": "send", "params": {"body": "123-45-6789"}}, "expect": {"effect": "allow"}}
              ]
            }
            """);

        Assert.Equal((3, 0), (answer.Passed, answer.Failed));
    }

    [Fact]
    public async Task Test_PoliciesOfTheRequest_SaysWhatReallyHappened()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        var answer = await service.Auditor.AskAsync<PolicyTestResponse>("/v1/policies/test", $$$"""
            {
              "policies": [
                {"name": "p", "role": "tester", "spec": {"scopes": ["serpapi:*"], "schedule": {"timezone": "UTC", "hours": "09:00-17:00"},
                  "guards": {"params": {"serpapi:*": {"num": {"max": 20} } } } } },
                {"name": "own", "agent_id": "{{{PolicyServiceUnderTest.AgentId}}}", "spec": {"scopes": ["openai:*"]}}
              ],
              "tests": [
                {"name": "open", "given": {"role": "tester", "tool": "serpapi", "action": "search", "time": "2026-01-05T10:00:00Z"}, "expect": {"effect": "allow", "policy": "p"}},
                {"name": "closed", "given": {"role": "tester", "tool": "serpapi", "action": "search", "time": "2026-01-05T17:00:00Z"}, "expect": {"effect": "deny", "code": "schedule_denied"}},
                {"name": "num", "given": {"role": "tester", "tool": "serpapi", "action": "search", "params": {"num": 21}, "time": "2026-01-05T10:00:00Z"}, "expect": {"effect": "deny", "rule": "guards.params serpapi:* num"}},
                {"name": "own", "given": {"agent_id": "{{{PolicyServiceUnderTest.AgentId}}}", "role": "other", "tool": "openai", "action": "chat"}, "expect": {"effect": "allow"}},
                {"name": "wrong", "given": {"role": "tester", "tool": "openai", "action": "chat"}, "expect": {"effect": "allow", "policy": "own"}}
              ]
            }
            """);

        Assert.Equal((4, 1), (answer.Passed, answer.Failed));
        var wrong = answer.Results.Single(result => !result.Passed);
        Assert.Equal("wrong", wrong.Name);
        Assert.Equal(["expected allow, got deny", "expected the policy 'own', got none"], wrong.Differences);
        Assert.Equal(("scope_denied", "default deny"), (wrong.Actual.Code, wrong.Actual.Rule));
    }

    [Theory, BothBackends]
    public async Task Test_WithoutPolicies_UsesTheStoredOnes(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateForRoleAsync("p", "tester", "serpapi:*");

        using var response = await service.Auditor.PostYamlAsync("/v1/policies/test", """
            tests:
              - {name: t, given: {role: tester, tool: serpapi, action: search}, expect: {effect: allow, policy: p}}
            """);

        Assert.Equal((1, 0), ((await response.ReadAsync<PolicyTestResponse>()) is var answer ? (answer.Passed, answer.Failed) : default));
    }

    [Fact]
    public async Task Test_Mistakes_EveryOneIsNamed()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Auditor.SendJsonAsync(HttpMethod.Post, "/v1/policies/test", """
            {"policies": [{"name": "p", "spec": {}}], "tests": [{"given": {"tool": "t"}, "expect": {"effect": "maybe"}}, {"name": "n", "given": {"role": "r", "tool": "t", "action": "a"}, "expect": {"effect": "allow", "code": "x"}}]}
            """);

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(
            ["policies[0].agent_id", "tests[0].expect.effect", "tests[0].given.action", "tests[0].given.role", "tests[0].name", "tests[1].expect.code"],
            problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }
}
