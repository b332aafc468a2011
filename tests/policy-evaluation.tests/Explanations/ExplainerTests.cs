using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Explanations;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Explanations;

public sealed class ExplainerTests
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    public static TheoryData<PolicySpec, string, string> Misses => new()
    {
        { new() { Scopes = ["http_fetch:*"], Deny = ["http_fetch:get"] }, "{}", "the rule 'deny http_fetch:get' were removed from policy 'name of pol_1'" },
        { new() { Scopes = ["openai:*", "http_fetch:head"] }, "{}", "a policy had the scope 'http_fetch:get' (the closest existing scope is 'http_fetch:head' of policy 'name of pol_1')" },
        { new() { Scopes = ["htp_fetch:get", "openai:chat"] }, "{}", "a policy had the scope 'http_fetch:get' (the closest existing scope is 'htp_fetch:get' of policy 'name of pol_1')" },
        { new(), "{}", "a policy with the scope 'http_fetch:get' applied" },
        { new() { Scopes = ["*"], Intent = "lead" }, "{}", "the intent were 'lead'" },
        { new() { Scopes = ["*"], Schedule = new("UTC", [ScheduleDay.Tue], "06:00-22:00") }, "{}", "the time were inside schedule tue 06:00-22:00 UTC (policy 'name of pol_1')" },
        { new() { Scopes = ["*"], Guards = new() { MaxRequestBytes = 1 } }, "{}", "the request had at most 1 bytes (policy 'name of pol_1')" },
        { new() { Scopes = ["*"], Guards = new() { AllowedDomains = ["a.org"] } }, """{"url":"https://b.org/x"}""", "the host 'b.org' were added to allowed_domains (policy 'name of pol_1')" },
        { new() { Scopes = ["*"], Guards = new() { BlockedDomains = ["b.org"] } }, """{"url":"https://b.org/x"}""", "the host 'b.org' were not covered by blocked_domains (policy 'name of pol_1')" },
        { new() { Scopes = ["*"], Guards = new() { AllowedDomains = ["a.org"] } }, """{"url":"nonsense"}""", "the parameter 'url' were a URL with a host (policy 'name of pol_1')" },
        { Rule(new() { Max = 20 }), """{"num":21}""", "the parameter 'num' were at most 20 (policy 'name of pol_1')" },
        { Rule(new() { Required = true, Min = 1 }), "{}", "the parameter 'num' were present and at least 1 (policy 'name of pol_1')" },
        { Rule(new() { Forbidden = true }), """{"num":1}""", "the parameter 'num' were absent (policy 'name of pol_1')" },
        { new() { Deny = ["*"], Guards = new() { MaxRequestBytes = 1 } }, "{}", "the rule 'deny *' were removed from policy 'name of pol_1', and a policy with the scope 'http_fetch:get' applied, and the request had at most 1 bytes (policy 'name of pol_1')" },
    };

    [Theory, MemberData(nameof(Misses))]
    public void Explain_DeniedCall_SaysAllThatWouldHaveToBeDifferent(PolicySpec spec, string parameters, string condition) =>
        Assert.Equal($"The call would be allowed if {condition}.", Explain(Ask(parameters), Policies.Of("pol_1", spec)).NearestMiss);

    [Theory]
    [InlineData("""{"messages":["ssn 123-45-6789"]}""", "gpt-5", ConstraintResult.Denied, "the request held nothing that request_filters.block_pii ssn finds")]
    [InlineData("""{"messages":["no number"]}""", "gpt-5", ConstraintResult.Satisfied, null)]
    [InlineData("""{"messages":["ssn 123-45-6789"]}""", null, ConstraintResult.NotChecked, null)]
    public void Explain_RequestFilters_HoldForCallsToModels(string parameters, string? model, ConstraintResult expected, string? condition)
    {
        var answer = Explain(
            Ask(parameters) with { Model = model },
            Policies.Of("pol_1", new() { Scopes = ["*"], RequestFilters = new() { BlockPii = [PiiKind.Ssn] } }));

        Assert.Equal(("request_filters.block_pii ssn", expected), (Assert.Single(answer.Constraints).Constraint, answer.Constraints[0].Result));
        Assert.Equal(condition is null ? null : $"The call would be allowed if {condition} (policy 'name of pol_1').", answer.NearestMiss);
        Assert.Equal(condition is null, answer.Verdict.Allowed);
        Assert.Equal(PiiKind.Ssn, answer.EffectivePolicy.Constraints[0].RequestFilters!.BlockPii![0]);
    }

    [Fact]
    public void Explain_TokensInsteadOfText_NeedText()
    {
        var answer = Explain(
            Ask("""{"input":[1]}""") with { Model = "embed" },
            Policies.Of("pol_1", new() { Scopes = ["*"], RequestFilters = new() { RedactPii = [PiiKind.Ssn] } }));

        Assert.Equal("request_filters", answer.Verdict.Rule);
        Assert.Equal("The call would be allowed if the request held text instead of tokens (policy 'name of pol_1').", answer.NearestMiss);
    }

    [Fact]
    public void Explain_AllowedCall_HasNoNearestMiss() =>
        Assert.Null(Explain(Ask("{}"), Policies.Of("pol_1", new() { Scopes = ["*"] })).NearestMiss);

    [Fact]
    public void Explain_Rules_AllInOrderWithResultsAndTheOneThatDecides()
    {
        var answer = Explain(
            Ask("{}"),
            Policies.Of("pol_1", new() { Scopes = ["http_fetch:get"], Intent = "lead" }),
            Policies.Of("pol_2", new() { Scopes = ["http_fetch:*", "openai:*"], Deny = ["http_fetch:head"] }),
            Policies.Of("pol_3", new() { Deny = ["*"] }, mode: PolicyMode.Shadow));

        Assert.Equal(
            [
                ("deny http_fetch:head", RuleResult.NotMatched, false), ("allow http_fetch:get", RuleResult.OtherIntent, false),
                ("allow http_fetch:*", RuleResult.Matched, true), ("allow openai:*", RuleResult.NotMatched, false), ("deny *", RuleResult.Matched, false),
            ],
            answer.Rules.Select(rule => (rule.Rule, rule.Result, rule.Decides)));
        Assert.Equal(PolicyMode.Shadow, answer.Rules[^1].Policy.Mode);
        Assert.Equal("pol_3", answer.WouldDeny!.PolicyId);
        Assert.Equal(("http_fetch:get", "lead"), (answer.EffectivePolicy.Scopes[0].Scope, answer.EffectivePolicy.Scopes[0].Intent));
        Assert.Equal("http_fetch:head", Assert.Single(answer.EffectivePolicy.Deny).Scope);
    }

    [Fact]
    public void Explain_UnknownParameters_TheirRulesAreNotCheckedAndDenyNothing()
    {
        var answer = Explain(
            new CallQuestion("http_fetch", "get", null, null, null, Monday),
            Policies.Of("pol_1", Rule(new() { Required = true }) with { Schedule = new("UTC") }),
            Policies.Of("pol_2", new() { Guards = new() { MaxRequestBytes = 1, AllowedDomains = [] } }));

        Assert.True(answer.Verdict.Allowed);
        Assert.Equal(
            [ConstraintResult.Satisfied, ConstraintResult.NotChecked, ConstraintResult.NotChecked, ConstraintResult.NotChecked],
            answer.Constraints.Select(constraint => constraint.Result));
    }

    [Fact]
    public void Explain_ShadowGuard_WouldDeny()
    {
        var answer = Explain(
            Ask("{}"), Policies.Of("pol_1", new() { Scopes = ["*"] }), Policies.Of("pol_2", Rule(new() { Required = true }), mode: PolicyMode.Shadow));

        Assert.True(answer.Verdict.Allowed);
        Assert.Equal(new WouldDeny("guard_denied", "guards.params * num", "pol_2", 3), answer.WouldDeny);
    }

    [Fact]
    public void Explain_EffectiveLimits_NameThePolicyTheyComeFrom()
    {
        var effective = Explain(
            Ask("{}"),
            Policies.Of("pol_1", new() { RateLimit = new(1), Quotas = [new("*", 5, "1h"), new("openai:*", 7, "1h")] }),
            Policies.Of("pol_2", new() { RateLimit = new(9), Quotas = [new("*", 50, "1h")] }, ofAgent: true)).EffectivePolicy;

        Assert.Equal((9, "pol_2"), (effective.RateLimit!.Limit.Requests, effective.RateLimit.Policy.PolicyId));
        Assert.Equal([(50, "pol_2"), (7, "pol_1")], effective.Quotas.Select(quota => (quota.Quota.Limit, quota.Policy.PolicyId)));
    }

    [Theory]
    [InlineData("gpt-5-mini", true, null)]
    [InlineData("gpt-4o", false, "the model 'gpt-4o' were added to models.allow (policy 'name of pol_1')")]
    [InlineData("gpt-5-pro", false, "the model 'gpt-5-pro' were not covered by models.deny (policy 'name of pol_2')")]
    public void Explain_Model_IsHeldAgainstTheRulesOfEveryPolicy(string model, bool allowed, string? condition)
    {
        var answer = Explain(
            Ask("{}") with { Model = model },
            Policies.Of("pol_1", new() { Scopes = ["*"], Models = new() { Allow = ["gpt-5*"] } }),
            Policies.Of("pol_2", new() { Models = new() { Deny = ["*-pro"] } }, tag: "research"));

        Assert.Equal((allowed, allowed ? null : "model_denied"), (answer.Verdict.Allowed, answer.Verdict.Code));
        Assert.Equal(condition is null ? null : $"The call would be allowed if {condition}.", answer.NearestMiss);
        Assert.Equal(["models.allow", "models.deny"], answer.Constraints.Select(constraint => constraint.Constraint));
    }

    [Fact]
    public void Explain_WithoutModel_RulesAboutModelsAreNotChecked()
    {
        var answer = Explain(Ask("{}"), Policies.Of("pol_1", new() { Scopes = ["*"], Models = new() { Allow = [], Deny = ["*"] } }));

        Assert.True(answer.Verdict.Allowed);
        Assert.All(answer.Constraints, constraint => Assert.Equal((ConstraintResult.NotChecked, "The question has no 'model'."), (constraint.Result, constraint.Why)));
        Assert.Equal(2, answer.Constraints.Count);
    }

    [Fact]
    public void Explain_Budgets_AreThoseOfTheAgentsTags()
    {
        var policy = Policies.Of("pol_1", new() { Budgets = [Budget("all"), Budget("tag:research"), Budget("tag:night")] });

        var answer = Explainer.Explain(PolicySet.Compile([policy]), Ask("{}"), ["research"]);

        Assert.Equal(["all", "tag:research"], answer.EffectivePolicy.Budgets.Select(budget => budget.Budget.Per));
    }

    private static BudgetSpec Budget(string per) =>
        new() { Name = per.Replace(':', '-'), Per = per, Limit = "1", Window = new() { Sliding = "1h" } };

    private static ExplainResponse Explain(CallQuestion question, params CompiledPolicy[] policies) => Explainer.Explain(PolicySet.Compile(policies), question);

    private static CallQuestion Ask(string parameters) => new("http_fetch", "get", null, JsonElement.Parse(parameters), parameters.Length, Monday);

    private static PolicySpec Rule(ParameterRule rule) => new()
    {
        Scopes = ["*"],
        Guards = new() { Params = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>> { ["*"] = new Dictionary<string, ParameterRule> { ["num"] = rule } } },
    };
}
