using FourRunr.Contracts;
using FourRunr.ToolProxy.Budgets;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>Budgets as policies write them.</summary>
internal static class TestBudgets
{
    public const string Agent = "agt_00000000000000000000000000000001";

    public static readonly BudgetWindowSpec Month = new() { Calendar = CalendarWindow.Month };

    /// <summary>A policy that no other test has.</summary>
    public static string NewPolicy() => GatewayId.New(GatewayId.Policy, TimeProvider.System);

    public static Budget Usd(string policy, string limit, BudgetWindowSpec? window = null, string name = "research", string per = "agent", params int[] alerts) =>
        Of(policy, new BudgetSpec { Name = name, Per = per, Limit = limit, Window = window ?? Month, Alerts = alerts });

    public static Budget Tokens(string policy, long limit, BudgetWindowSpec? window = null, string name = "tokens", string per = "agent") =>
        Of(policy, new BudgetSpec { Name = name, Per = per, Unit = BudgetUnit.Tokens, Limit = $"{limit}", Window = window ?? Month });

    public static Budget Of(string policy, BudgetSpec spec, string agent = Agent) =>
        Budget.Compile(new PolicyBudget(policy, "a policy", 1, spec), agent, "researcher", ["team-a"])
        ?? throw new InvalidOperationException("The agent does not share the account.");

    public static BudgetWindowSpec Sliding(string length) => new() { Sliding = length };

    public static BudgetWindowSpec Day(string zone) => new() { Calendar = CalendarWindow.Day, Timezone = zone };
}
