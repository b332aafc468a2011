using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Budgets;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

public sealed class BudgetTests
{
    private static readonly BudgetSpec Spec = new() { Name = "research", Limit = "25.00", Window = TestBudgets.Month };

    [Theory]
    [InlineData("agent", "pol_1/research/agent:" + TestBudgets.Agent)]
    [InlineData("role", "pol_1/research/role:researcher")]
    [InlineData("tag:team-a", "pol_1/research/tag:team-a")]
    [InlineData("all", "pol_1/research/all")]
    public void Compile_Per_NamesTheAccount(string per, string account) => Assert.Equal(account, TestBudgets.Of("pol_1", Spec with { Per = per }).Account);

    [Fact]
    public void Compile_TagThatTheAgentDoesNotHave_IsNoBudgetOfIt() =>
        Assert.Null(Budget.Compile(new PolicyBudget("pol_1", "p", 1, Spec with { Per = "tag:team-b" }), TestBudgets.Agent, "researcher", ["team-a"]));

    [Theory]
    [InlineData("*", "openai", "chat", true)]
    [InlineData("openai:*", "openai", "chat", true)]
    [InlineData("openai:chat", "openai", "chat", true)]
    [InlineData("openai:chat", "openai", "chats", false)]
    [InlineData("openai:chats", "openai", "chat", false)]
    [InlineData("openai:*", "openai2", "chat", false)]
    [InlineData("openai2:*", "openai", "chat", false)]
    [InlineData("openai:", "openai", "chat", false)]
    public void Counts_Scope_MatchesToolAndAction(string scope, string tool, string action, bool counts) =>
        Assert.Equal(counts, TestBudgets.Of("pol_1", Spec with { Scopes = ["gmail_send:*", scope] }).Counts(tool, action));

    [Theory]
    [InlineData(BudgetUnit.Usd, "25.00", 25_000_000)]
    [InlineData(BudgetUnit.Usd, "0.000001", 1)]
    [InlineData(BudgetUnit.Usd, "1000000000", 1_000_000_000_000_000)]
    [InlineData(BudgetUnit.Tokens, "9007199254740991", Budget.MostExact)]
    public void Compile_Limit_IsExact(BudgetUnit unit, string limit, long amount) =>
        Assert.Equal(amount, TestBudgets.Of("pol_1", Spec with { Unit = unit, Limit = limit }).Limit);

    [Theory]
    [InlineData(BudgetUnit.Usd, "0.0000001")]
    [InlineData(BudgetUnit.Usd, "1000000000.01")]
    [InlineData(BudgetUnit.Usd, "-1")]
    [InlineData(BudgetUnit.Usd, "1e3")]
    [InlineData(BudgetUnit.Usd, "")]
    [InlineData(BudgetUnit.Tokens, "1.5")]
    [InlineData(BudgetUnit.Tokens, "9007199254740992")]
    public void Compile_LimitThatCannotBeRead_IsAnOutageAndNotNoBudget(BudgetUnit unit, string limit) =>
        Assert.Throws<DependencyUnavailableException>(() => TestBudgets.Of("pol_1", Spec with { Unit = unit, Limit = limit }));

    [Fact]
    public void Compile_OtherPartThatCannotBeRead_IsAnOutageToo()
    {
        Assert.Throws<DependencyUnavailableException>(() => TestBudgets.Of("pol_1", Spec with { Per = "planet" }));
        Assert.Throws<DependencyUnavailableException>(() => TestBudgets.Of("pol_1", Spec with { Per = "tag:" }));
        Assert.Throws<DependencyUnavailableException>(() => TestBudgets.Of("pol_1", Spec with { Alerts = [101] }));
        Assert.Throws<DependencyUnavailableException>(() => TestBudgets.Of("pol_1", Spec with { Window = new BudgetWindowSpec() }));
        Assert.Throws<DependencyUnavailableException>(() => TestBudgets.Of("pol_1", Spec with { Scopes = [] }));
    }

    [Theory]
    [InlineData(BudgetUnit.Usd, 25_000_000, "25")]
    [InlineData(BudgetUnit.Usd, 1, "0.000001")]
    [InlineData(BudgetUnit.Usd, 999_999_999_999_999, "999999999.999999")]
    [InlineData(BudgetUnit.Tokens, 1_500_000, "1500000")]
    public void Format_Amount_IsAnExactDecimal(BudgetUnit unit, long amount, string text) =>
        Assert.Equal(text, TestBudgets.Of("pol_1", Spec with { Unit = unit, Limit = "100" }).Format(amount));
}
