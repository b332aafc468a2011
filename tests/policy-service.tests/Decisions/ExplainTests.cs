using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Decisions;

public sealed class ExplainTests
{
    private const string Agent = $"\"agent_id\": \"{PolicyServiceUnderTest.AgentId}\"";

    [Theory, BothBackends]
    public async Task Explain_DeniedCall_NamesRulesConstraintsNearestMissAndEffectivePolicy(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateAsync(new PolicyRequest("p", new PolicySpec
        {
            Scopes = ["serpapi:*"],
            Guards = new GuardSpec { Params = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>> { ["serpapi:search"] = new Dictionary<string, ParameterRule> { ["num"] = new() { Max = 20 } } } },
            Schedule = new ScheduleSpec("UTC", null, "09:00-17:00"),
            Quotas = [new QuotaSpec("serpapi:*", 5, "1h")],
        }, Role: "tester"));

        var answer = await service.Auditor.AskAsync<ExplainResponse>("/v1/decisions/explain", $$"""
            { {{Agent}}, "role": "tester", "tool": "serpapi", "action": "search", "params": {"num": 50}, "time": "2026-01-05T10:00:00Z" }
            """);

        Assert.Equal((false, "guard_denied", "guards.params serpapi:search num"), (answer.Verdict.Allowed, answer.Verdict.Code, answer.Verdict.Rule));
        Assert.Equal("The call would be allowed if the parameter 'num' were at most 20 (policy 'p').", answer.NearestMiss);
        Assert.Equal([("allow serpapi:*", RuleResult.Matched, true)], answer.Rules.Select(rule => (rule.Rule, rule.Result, rule.Decides)));
        Assert.Equal([ConstraintResult.Satisfied, ConstraintResult.Denied], answer.Constraints.Select(constraint => constraint.Result));
        Assert.Equal(("serpapi:*", "p"), (answer.EffectivePolicy.Quotas.Single().Quota.Scope, answer.EffectivePolicy.Quotas.Single().Policy.PolicyName));
        Assert.Equal("UTC", answer.EffectivePolicy.Constraints.Single().Schedule!.Timezone);
    }

    [Theory]
    [InlineData("http://يa/")]
    [InlineData("http://xn--a-ä.pt/")]
    [InlineData("http://look־out.net/")]
    [InlineData("http://xn--tešla/")]
    public async Task Explain_UrlWhoseHostIsNone_IsDeniedAndSaysWhy(string url)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        await service.CreateAsync(new PolicyRequest("p", new PolicySpec
        {
            Scopes = ["http_fetch:*"],
            Guards = new GuardSpec { BlockedDomains = ["1.2.3.4"] },
        }, Role: "tester"));

        var answer = await service.Auditor.AskAsync<ExplainResponse>("/v1/decisions/explain", $$"""
            { {{Agent}}, "role": "tester", "tool": "http_fetch", "action": "get", "params": {"url": "{{url}}"} }
            """);

        Assert.Equal((false, "guard_denied"), (answer.Verdict.Allowed, answer.Verdict.Code));
        Assert.Equal("The call would be allowed if the parameter 'url' were a URL with a host (policy 'p').", answer.NearestMiss);
    }

    [Fact]
    public async Task Explain_WithoutRole_OnlyAgentBoundPoliciesApply()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        await service.CreateForRoleAsync("ofRole", "tester", "serpapi:*");
        await service.CreateAsync(new PolicyRequest("own", new PolicySpec { Scopes = ["openai:*"] }, AgentId: PolicyServiceUnderTest.AgentId));

        var answer = await service.Auditor.AskAsync<ExplainResponse>(
            "/v1/decisions/explain", $$"""{ {{Agent}}, "tool": "serpapi", "action": "search" }""");

        Assert.Equal(["own"], answer.Rules.Select(rule => rule.Policy.PolicyName));
        Assert.False(answer.Verdict.Allowed);
    }

    [Fact]
    public async Task Explain_ManyMistakes_EveryOneIsNamed()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Auditor.SendJsonAsync(HttpMethod.Post, "/v1/decisions/explain", """
            {"agent_id": "x", "role": "X", "tool": 1, "params": [], "request_bytes": -1, "time": "2026-01-05T10:00:00", "more": 1}
            """);

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(
            ["action", "agent_id", "more", "params", "request_bytes", "role", "time", "tool"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }
}
