using FourRunr.Contracts;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests;

public sealed class PolicyEvaluatorTests
{
    [Fact]
    public void Decide_NoPolicies_DefaultDeny()
    {
        var decision = Decide([], "serpapi", "search");

        Assert.Equal((GatewayErrors.ScopeDenied, "default deny"), (decision.Denial, decision.RuleText));
    }

    [Fact]
    public void Decide_DenyOfAnyPolicy_WinsOverTheNarrowestScope()
    {
        var decision = Decide([Policies.Of("pol_1", new() { Scopes = ["http_fetch:head"] }, ofAgent: true), Policies.Of("pol_2", new() { Deny = ["*"] })], "http_fetch", "head");

        Assert.Equal((false, "deny *", "pol_2"), (decision.Allowed, decision.RuleText, decision.Rule!.Policy.PolicyId));
    }

    [Fact]
    public void Decide_DenyOfAnotherAction_DoesNotMatter() =>
        Assert.True(Decide([Policies.Of("pol_1", new() { Scopes = ["http_fetch:*"], Deny = ["http_fetch:head"] })], "http_fetch", "get").Allowed);

    [Fact]
    public void Decide_SeveralRulesMatch_TheNarrowestIsNamedThenTheAgentsOwnThenTheLowestId()
    {
        CompiledPolicy[] policies =
        [
            Policies.Of("pol_4", new() { Scopes = ["*"] }),
            Policies.Of("pol_3", new() { Scopes = ["serpapi:*", "serpapi:search"] }),
            Policies.Of("pol_2", new() { Scopes = ["serpapi:search"] }, ofAgent: true),
            Policies.Of("pol_1", new() { Scopes = ["serpapi:search"] }),
        ];

        Assert.Equal("pol_2", Decide(policies, "serpapi", "search").Rule!.Policy.PolicyId);
        Assert.Equal("pol_1", Decide([.. policies.Where(policy => !policy.IsBoundToAgent)], "serpapi", "search").Rule!.Policy.PolicyId);
        Assert.Equal("allow serpapi:*", Decide(policies, "serpapi", "images").RuleText);
        Assert.Equal("allow *", Decide(policies, "openai", "chat").RuleText);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("other", false)]
    [InlineData("Lead", false)]
    [InlineData("lead", true)]
    public void Decide_PolicyWithAnIntent_ItsScopesCountOnlyForThatIntent(string? intent, bool allowed)
    {
        var decision = PolicyEvaluator.Compile([Policies.Of("pol_1", new() { Scopes = ["serpapi:*"], Intent = "lead" })]).Decide("serpapi", "search", intent);

        Assert.Equal((allowed, allowed ? null : GatewayErrors.IntentDenied), (decision.Allowed, decision.Denial));
        Assert.Equal(allowed ? "allow serpapi:*" : "intent lead", decision.RuleText);
    }

    [Fact]
    public void RateLimit_OfTheAgent_ReplacesAStricterOneOfItsRole() => Assert.Equal(
        new RateLimitSpec(500),
        PolicyEvaluator.Compile([Rate("pol_1", new(1)), Policies.Of("pol_2", new() { RateLimit = new(500) }, ofAgent: true)]).RateLimit);

    public static TheoryData<RateLimitSpec, RateLimitSpec> StricterFirst => new()
    {
        { new RateLimitSpec(1), new RateLimitSpec(2) },
        { new RateLimitSpec(59, "1m", 1000), new RateLimitSpec(1, "1s", 1) },
        { new RateLimitSpec(10, "1s", 5), new RateLimitSpec(10, "1s", 6) },
        { new RateLimitSpec(10, "1s", 19), new RateLimitSpec(10) },
        { new RateLimitSpec(10), new RateLimitSpec(10, "1s", 21) },
        { new RateLimitSpec(1, "31d", 1_000_000), new RateLimitSpec(1, "1h", 1) },
    };

    [Theory, MemberData(nameof(StricterFirst))]
    public void RateLimit_SeveralOfOneKind_TheStricterHolds(RateLimitSpec stricter, RateLimitSpec looser)
    {
        Assert.Equal(stricter, PolicyEvaluator.Compile([Rate("pol_1", looser), Rate("pol_2", stricter)]).RateLimit);
        Assert.Equal(stricter, PolicyEvaluator.Compile([Rate("pol_1", stricter), Rate("pol_2", looser)]).RateLimit);
    }

    [Fact]
    public void QuotasOf_RoleAndAgent_AgentsReplaceThoseOfTheSameScopeOnly()
    {
        var evaluator = PolicyEvaluator.Compile(
        [
            Policies.Of("pol_1", new() { Quotas = [new("serpapi:*", 5, "1h"), new("*", 50, "1h"), new("openai:chat", 1, "1h")] }),
            Policies.Of("pol_2", new() { Quotas = [new("serpapi:*", 500, "1d")] }, ofAgent: true),
        ]);

        Assert.Equal([new QuotaSpec("*", 50, "1h"), new QuotaSpec("serpapi:*", 500, "1d")], evaluator.QuotasOf("serpapi", "search"));
    }

    [Fact]
    public void Limits_OfRoleAndTags_TheStricterHoldsWhicheverItIs()
    {
        CompiledPolicy[] policies =
        [
            Policies.Of("pol_1", new() { RateLimit = new(10), Quotas = [new("*", 50, "1h")] }),
            Policies.Of("pol_2", new() { RateLimit = new(20), Quotas = [new("*", 40, "1h"), new("openai:*", 9, "1h")] }, tag: "research"),
            Policies.Of("pol_3", new() { RateLimit = new(30), Quotas = [new("openai:*", 8, "1h")] }, tag: "night"),
        ];

        Assert.Equal(10, PolicyEvaluator.Compile(policies).RateLimit!.Requests);
        Assert.Equal(20, PolicyEvaluator.Compile(policies[1..]).RateLimit!.Requests);
        Assert.Equal([new QuotaSpec("*", 40, "1h"), new QuotaSpec("openai:*", 8, "1h")], PolicyEvaluator.Compile(policies).QuotasOf("openai", "chat"));
    }

    [Fact]
    public void Limits_OfTheAgent_ReplaceThoseOfItsTags()
    {
        var evaluator = PolicyEvaluator.Compile(
        [
            Policies.Of("pol_1", new() { RateLimit = new(1), Quotas = [new("*", 1, "1h")] }, tag: "research"),
            Policies.Of("pol_2", new() { RateLimit = new(500), Quotas = [new("*", 500, "1h")] }, ofAgent: true),
        ]);

        Assert.Equal(500, evaluator.RateLimit!.Requests);
        Assert.Equal([new QuotaSpec("*", 500, "1h")], evaluator.QuotasOf("openai", "chat"));
    }

    [Fact]
    public void Compile_ScopeThatCannotBeRead_NothingIsDecidedOnIt() =>
        Assert.Throws<FormatException>(() => Policies.Of("pol_1", new() { Deny = ["http_fetch"] }));

    private static PolicyDecision Decide(CompiledPolicy[] policies, string tool, string action) =>
        PolicyEvaluator.Compile(policies).Decide(tool, action, intent: null);

    private static CompiledPolicy Rate(string id, RateLimitSpec rate) => Policies.Of(id, new() { RateLimit = rate });
}
