using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using Xunit;

namespace FourRunr.Shared.Tests.PolicyEvaluation;

public sealed class PolicyEvaluatorTests
{
    [Fact]
    public void Decide_NoPolicies_DefaultDeny()
    {
        var decision = PolicyEvaluator.Decide([], "serpapi", "search");

        Assert.Equal((false, "scope_denied", "default deny"), (decision.Allowed, decision.Code, decision.Rule));
    }

    [Fact]
    public void Decide_DenyOfAnyPolicy_WinsOverTheNarrowestScope()
    {
        var decision = PolicyEvaluator.Decide(
            [Policy("pol_1", ofAgent: true, scopes: ["http_fetch:head"]), Policy("pol_2", deny: ["*"])], "http_fetch", "head");

        Assert.Equal((false, "deny *", "pol_2"), (decision.Allowed, decision.Rule, decision.PolicyId));
    }

    [Fact]
    public void Decide_DenyOfAnotherAction_DoesNotMatter() =>
        Assert.True(PolicyEvaluator.Decide([Policy("pol_1", scopes: ["http_fetch:*"], deny: ["http_fetch:head"])], "http_fetch", "get").Allowed);

    [Fact]
    public void Decide_SeveralRulesMatch_TheNarrowestIsNamedThenTheAgentsOwnThenTheLowestId()
    {
        CompiledPolicy[] policies =
        [
            Policy("pol_4", scopes: ["*"]),
            Policy("pol_3", scopes: ["serpapi:*", "serpapi:search"]),
            Policy("pol_2", ofAgent: true, scopes: ["serpapi:search"]),
            Policy("pol_1", scopes: ["serpapi:search"]),
        ];

        Assert.Equal("pol_2", PolicyEvaluator.Decide(policies, "serpapi", "search").PolicyId);
        Assert.Equal("pol_1", PolicyEvaluator.Decide(policies.Where(policy => !policy.IsBoundToAgent).ToArray(), "serpapi", "search").PolicyId);
        Assert.Equal("allow serpapi:*", PolicyEvaluator.Decide(policies, "serpapi", "images").Rule);
        Assert.Equal("allow *", PolicyEvaluator.Decide(policies, "openai", "chat").Rule);
    }

    [Fact]
    public void Decide_AnyOrderOfThePolicies_SameAnswer()
    {
        var random = new Random(20260101);
        string[] scopes = ["*", "serpapi:*", "serpapi:search", "http_fetch:*", "http_fetch:head"];
        RateLimitSpec[] rates = [new(1), new(60, "1m"), new(60, "60s"), new(1, "1s", 2), new(10, "1s", 5), new(10, "1s", 6)];
        for (var round = 0; round < 200; round++)
        {
            var policies = Enumerable.Range(0, 5).Select(i => Policy(
                $"pol_{i}",
                random.Next(2) == 0,
                random.GetItems(scopes, random.Next(3)),
                random.Next(4) == 0 ? random.GetItems(scopes, 1) : [],
                random.Next(2) == 0 ? rates[random.Next(rates.Length)] : null)).ToArray();
            var expected = PolicyEvaluator.Decide(policies, "serpapi", "search");

            random.Shuffle(policies);

            Assert.Equal(expected, PolicyEvaluator.Decide(policies, "serpapi", "search"));
        }
    }

    [Fact]
    public void Decide_RateOfTheAgent_ReplacesAStricterOneOfItsRole()
    {
        var decision = PolicyEvaluator.Decide(
            [Policy("pol_1", rate: new RateLimitSpec(1)), Policy("pol_2", ofAgent: true, rate: new RateLimitSpec(500))], "serpapi", "search");

        Assert.Equal(new RateLimitSpec(500), decision.RateLimit);
    }

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
    public void Decide_SeveralRatesOfOneKind_TheStricterHolds(RateLimitSpec stricter, RateLimitSpec looser)
    {
        Assert.Equal(stricter, PolicyEvaluator.Decide([Policy("pol_1", rate: looser), Policy("pol_2", rate: stricter)], "a", "b").RateLimit);
        Assert.Equal(stricter, PolicyEvaluator.Decide([Policy("pol_1", rate: stricter), Policy("pol_2", rate: looser)], "a", "b").RateLimit);
    }

    [Fact]
    public void Compile_ScopeThatCannotBeRead_NothingIsDecidedOnIt() =>
        Assert.Throws<FormatException>(() => Policy("pol_1", deny: ["http_fetch"]));

    private static CompiledPolicy Policy(
        string id, bool ofAgent = false, string[]? scopes = null, string[]? deny = null, RateLimitSpec? rate = null) =>
        CompiledPolicy.Compile(id, $"name of {id}", 3, ofAgent, new PolicySpec { Scopes = scopes ?? [], Deny = deny ?? [], RateLimit = rate });
}
