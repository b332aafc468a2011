namespace FourRunr.ToolProxy.Budgets;

/// <summary>How long things are remembered, in milliseconds.</summary>
internal static class BudgetMemory
{
    /// <summary>An ended call: its id is refused, and a repeated settle changes nothing.</summary>
    public static readonly long Ended = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;

    /// <summary>A hold that was taken for spent, from its deadline on: so long a late settle corrects it.</summary>
    public static readonly long Lapsed = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    /// <summary>
    /// Longer than calls take. Of calls that were reserved so long before a rebuild, and have ended, the history is complete; younger ones are
    /// told apart by their ids.
    /// </summary>
    public static readonly long Recent = (long)TimeSpan.FromMinutes(20).TotalMilliseconds;
}
