namespace FourRunr.WebConsole.Spend;

/// <summary>Amounts of budgets and costs as people read them.</summary>
internal static class BudgetFigures
{
    /// <summary>The part of the limit that is spent or held, 0 to 1 and above.</summary>
    public static double Used(BudgetStatusResponse budget)
    {
        var limit = Number(budget.Limit);
        return limit == 0 ? 1 : (double)((Number(budget.Spent) + Number(budget.Held)) / limit);
    }

    public static string Amount(BudgetStatusResponse budget, string amount) => budget.Unit == BudgetUnit.Usd ? $"${amount}" : $"{amount} tokens";

    /// <summary>What the row was grouped by.</summary>
    public static string Name(SpendRowResponse row) =>
        row.AgentId ?? row.Role ?? row.Tag ?? row.Model ?? row.Provider ?? row.Tool ?? row.Day?.ToString("O", CultureInfo.InvariantCulture) ?? "none";

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
