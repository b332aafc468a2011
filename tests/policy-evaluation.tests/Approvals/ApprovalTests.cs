using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Explanations;
using FourRunr.PolicyEvaluation.Testing;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Approvals;

/// <summary>Which calls people must approve, and what is said of that before.</summary>
public sealed class ApprovalTests
{
    private static readonly ApprovalSpec Outside = new()
    {
        Name = "outside",
        Scopes = ["mail:send"],
        When = new Dictionary<string, ParameterRule> { ["to[]"] = new() { NotIn = ["team@example.com"] } },
    };

    [Theory]
    [InlineData("""{"to":["team@example.com"]}""", false)]
    [InlineData("""{"to":["bob@example.org"]}""", true)]
    // One other recipient among many is enough.
    [InlineData("""{"to":["team@example.com","bob@example.org"]}""", true)]
    // Who is not known may be anybody.
    [InlineData("""{}""", true)]
    [InlineData("""{"to":[]}""", true)]
    [InlineData("""{"to":"team@example.com"}""", true)]
    public void When_OneValueThatSatisfiesIt_Asks(string parameters, bool asks) =>
        Assert.Equal(asks, Demand(JsonElement.Parse(parameters), Outside) is not null);

    [Fact]
    public void When_SeveralRules_AllMustBeSatisfied()
    {
        var large = new ApprovalSpec
        {
            Name = "large",
            Scopes = ["mail:*"],
            When = new Dictionary<string, ParameterRule> { ["currency"] = new() { In = ["USD"] }, ["amount"] = new() { Min = new ExactNumber("100") } },
        };

        Assert.NotNull(Demand(JsonElement.Parse("""{"currency":"USD","amount":100}"""), large));
        Assert.Null(Demand(JsonElement.Parse("""{"currency":"USD","amount":99.99}"""), large));
        Assert.Null(Demand(JsonElement.Parse("""{"currency":"EUR","amount":100}"""), large));
    }

    [Fact]
    public void Of_OtherScopes_IsNotAsked() => Assert.Null(Demand(JsonElement.Parse("{}"), new ApprovalSpec { Name = "x", Scopes = ["mail:read", "web:*"] }));

    [Fact]
    public void Of_SeveralPolicies_AllHoldTogether()
    {
        var first = Constraints("p1", new ApprovalSpec { Name = "a", Scopes = ["*"], Approvers = 2, Expires = "1h", UseWithin = "1m" });
        var second = Constraints("p2", new ApprovalSpec { Name = "b", Scopes = ["mail:send"], Approvers = 1, Expires = "10m", UseWithin = "5m", ReasonRequired = true });

        var demand = CompiledConstraints.Compile([second, first], "mail", "send", []).ApprovalOf(JsonElement.Parse("{}"))!;

        Assert.Equal(["approvals a", "approvals b"], demand.Rules.Select(rule => rule.Text));
        Assert.Equal((2, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), true), (demand.Approvers, demand.Expires, demand.UseWithin, demand.ReasonRequired));
    }

    [Fact]
    public void Judge_AllowedCall_NamesTheApproval_AndADeniedOneNone()
    {
        var policies = PolicySet.Compile([Policies.Of("p", new PolicySpec { Scopes = ["mail:send"], Approvals = [Outside] })]);

        var asked = new CallJudge(policies).Judge(Question("""{"to":["bob@example.org"]}"""));
        Assert.Equal((true, "approvals outside"), (asked.Allowed, Assert.Single(asked.Approvals!)));
        Assert.Null(new CallJudge(policies).Judge(Question("""{"to":["team@example.com"]}""")).Approvals);
        var denied = new CallJudge(policies).Judge(Question("""{"to":["bob@example.org"]}""") with { Action = "delete" });
        Assert.Equal((false, (IReadOnlyList<string>?)null), (denied.Allowed, denied.Approvals));
        Assert.Equal(["approvals outside"], new CallJudge(policies).Judge(Question(null)).Approvals);
    }

    [Fact]
    public void Shadow_Approval_WouldHaveAsked()
    {
        var policies = PolicySet.Compile(
        [
            Policies.Of("p", new PolicySpec { Scopes = ["mail:send"] }),
            Policies.Of("q", new PolicySpec { Approvals = [Outside] }, mode: PolicyMode.Shadow),
        ]);

        Assert.Null(new CallJudge(policies).Judge(Question("""{"to":["bob@example.org"]}""")).Approvals);
        Assert.Equal(new WouldDeny("approval_required", "approvals outside", "q", 3), new CallJudge(policies).JudgeShadow(Question("""{"to":["bob@example.org"]}""")));
        Assert.Null(new CallJudge(policies).JudgeShadow(Question("""{"to":["team@example.com"]}""")));
    }

    [Theory]
    [InlineData("""{"to":["bob@example.org"]}""", ConstraintResult.NeedsApproval)]
    [InlineData("""{"to":["team@example.com"]}""", ConstraintResult.Satisfied)]
    [InlineData(null, ConstraintResult.NotChecked)]
    public void Explain_ListsTheApproval(string? parameters, ConstraintResult result)
    {
        var policies = PolicySet.Compile([Policies.Of("p", new PolicySpec { Scopes = ["mail:send"], Approvals = [Outside] })]);

        var considered = Assert.Single(Explainer.Explain(policies, Question(parameters)).Constraints);

        Assert.Equal(("approvals outside", result), (considered.Constraint, considered.Result));
    }

    [Theory]
    [InlineData(PolicyEffect.NeedsApproval, true)]
    [InlineData(PolicyEffect.Allow, false)]
    [InlineData(PolicyEffect.Deny, false)]
    public void Test_OfTheEffect_TellsAskedFromAllowed(PolicyEffect effect, bool passes)
    {
        var policies = PolicySet.Compile([Policies.Of("p", new PolicySpec { Scopes = ["mail:send"], Approvals = [Outside] })]);
        var given = new PolicyTestCall { Role = "tester", Tool = "mail", Action = "send", Params = JsonElement.Parse("""{"to":["bob@example.org"]}""") };

        var result = PolicyTestRunner.Run(new PolicyTestCase("t", given, new PolicyTestExpectation(effect)), policies, DateTimeOffset.UnixEpoch);

        Assert.Equal(passes, result.Passed);
    }

    private static PolicyEvaluation.Approvals.ApprovalDemand? Demand(JsonElement parameters, ApprovalSpec approval) =>
        CompiledConstraints.Compile([Constraints("p", approval)], "mail", "send", []).ApprovalOf(parameters);

    private static PolicyConstraints Constraints(string id, ApprovalSpec approval) =>
        new() { PolicyId = id, PolicyName = id, PolicyVersion = 1, Approvals = [approval] };

    private static CallQuestion Question(string? parameters) =>
        new("mail", "send", Intent: null, parameters is null ? null : JsonElement.Parse(parameters), RequestBytes: null, DateTimeOffset.UnixEpoch);
}
