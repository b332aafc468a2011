namespace FourRunr.ToolProxy.Budgets;

/// <summary>What counts in an account at one moment.</summary>
/// <param name="Spent">Settled, or taken for spent.</param>
/// <param name="Held">For calls under way.</param>
/// <param name="Overrun">The part of <paramref name="Spent"/> that calls cost above their holds.</param>
/// <param name="ResetsAt">See <see cref="BudgetRoom"/>; Unix milliseconds.</param>
internal readonly record struct AccountState(Budget Budget, long Spent, long Held, long Overrun, long ResetsAt)
{
    private const int LongestBusySeconds = 5;

    public long Left => Math.Max(0, Budget.Limit - Spent - Held);

    public bool HasRoomFor(long amount) => amount <= Budget.Limit && Spent + Held <= Budget.Limit - amount;

    /// <summary>Even if nothing were held.</summary>
    public bool IsSpentFor(long amount) => amount > Budget.Limit || Spent > Budget.Limit - amount;

    public BudgetRoom RoomFor(long amount) => new(Budget, Left, DateTimeOffset.FromUnixTimeMilliseconds(ResetsAt));

    /// <summary>How long to wait when only holds are in the way.</summary>
    public TimeSpan RetryAfter(long amount)
    {
        var missing = Spent + Held + amount - Budget.Limit;
        var part = Held == 0 ? 1m : Math.Min(1m, (decimal)missing / Held);
        return TimeSpan.FromSeconds(1 + (int)((LongestBusySeconds - 1) * part));
    }
}
