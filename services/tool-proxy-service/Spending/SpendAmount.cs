namespace FourRunr.ToolProxy.Spending;

/// <summary>What a call costs, or may cost at most, in every unit that budgets have.</summary>
/// <param name="Microusd">Millionths of a US dollar.</param>
/// <param name="Tokens">Input and output tokens of models.</param>
internal readonly record struct SpendAmount(long Microusd, long Tokens)
{
    public long In(BudgetUnit unit) => unit == BudgetUnit.Usd ? Microusd : Tokens;
}
