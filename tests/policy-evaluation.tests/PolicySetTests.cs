using FourRunr.Contracts;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests;

public sealed class PolicySetTests
{
    private static readonly ScheduleSpec Office = new("UTC", Hours: "09:00-17:00");

    [Fact]
    public void Decide_ShadowAllow_DoesNotAllow()
    {
        var decision = PolicySet.Compile([Shadow("pol_1", new() { Scopes = ["*"] })]).Decide("serpapi", "search", null);

        Assert.Equal((false, "default deny"), (decision.Allowed, decision.Rule));
        Assert.Null(decision.WouldDeny);
    }

    [Fact]
    public void Decide_ShadowDeny_AllowsAndSaysThatItWouldDeny()
    {
        var set = PolicySet.Compile([Policies.Of("pol_1", new() { Scopes = ["serpapi:*"] }), Shadow("pol_2", new() { Deny = ["serpapi:search"] })]);

        var decision = set.Decide("serpapi", "search", null);

        Assert.True(decision.Allowed);
        Assert.Equal(new WouldDeny("scope_denied", "deny serpapi:search", "pol_2", 3), decision.WouldDeny);
        Assert.Null(set.Decide("serpapi", "images", null).WouldDeny);
        Assert.Null(set.Decide("openai", "chat", null).WouldDeny);
    }

    [Fact]
    public void Decide_ShadowConstraintsAndLimits_AreKeptApart()
    {
        var decision = PolicySet.Compile(
        [
            Policies.Of("pol_1", new() { Scopes = ["*"], Schedule = Office }),
            Shadow("pol_2", new() { Guards = new() { MaxRequestBytes = 5 }, RateLimit = new(1), Quotas = [new("*", 1, "1h")] }),
        ]).Decide("serpapi", "search", null);

        Assert.Equal(["pol_1"], decision.Constraints!.Select(constraints => constraints.PolicyId));
        Assert.Equal(["pol_2"], decision.ShadowConstraints!.Select(constraints => constraints.PolicyId));
        Assert.Null(decision.RateLimit);
        Assert.Null(decision.Quotas);
    }

    [Fact]
    public void Decide_Budgets_AllThatApplyUniteAndNoneReplacesAnother()
    {
        var set = PolicySet.Compile(
        [
            Policies.Of("pol_3", new() { Budgets = [Budget("own", scopes: ["openai:*"])] }, ofAgent: true),
            Policies.Of("pol_1", new() { Scopes = ["*"], Budgets = [Budget("all"), Budget("search", scopes: ["serpapi:search"])] }),
            Policies.Of("pol_2", new() { Budgets = [Budget("research", "tag:research"), Budget("night", "tag:night")] }, tag: "research"),
            Shadow("pol_4", new() { Budgets = [Budget("tried")] }),
        ]);

        var chat = set.Decide("openai", "chat", null, ["research"]);

        Assert.Equal(["pol_1 all", "pol_2 research", "pol_3 own"], chat.Budgets!.Select(budget => $"{budget.PolicyId} {budget.Budget.Name}"));
        Assert.Equal(["all", "search"], set.Decide("serpapi", "search", null).Budgets!.Select(budget => budget.Budget.Name));
        Assert.Equal(["all", "night", "search"], set.Decide("serpapi", "search", null, ["night"]).Budgets!.Select(budget => budget.Budget.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Decide_Denied_CarriesNoBudgets() => Assert.Null(
        PolicySet.Compile([Policies.Of("pol_1", new() { Budgets = [Budget("all")] })]).Decide("serpapi", "search", null).Budgets);

    [Fact]
    public void Decide_RulesAboutModels_AreConstraints()
    {
        var decision = PolicySet.Compile([Policies.Of("pol_1", new() { Scopes = ["*"], Models = new() { Deny = ["x"] } })]).Decide("openai", "chat", null);

        Assert.Equal(["x"], Assert.Single(decision.Constraints!).Models!.Deny);
    }

    [Fact]
    public void Decide_Denied_CarriesNoConstraints() => Assert.Null(
        PolicySet.Compile([Policies.Of("pol_1", new() { Schedule = Office })]).Decide("serpapi", "search", null).Constraints);

    private static BudgetSpec Budget(string name, string per = "agent", string[]? scopes = null) =>
        new() { Name = name, Per = per, Limit = "1", Window = new() { Sliding = "1h" }, Scopes = scopes ?? ["*"] };

    private static CompiledPolicy Shadow(string id, PolicySpec spec) => Policies.Of(id, spec, mode: PolicyMode.Shadow);
}
