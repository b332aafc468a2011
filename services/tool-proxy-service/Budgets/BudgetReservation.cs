using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>What is held for a call. Ends once.</summary>
/// <param name="reservedAt">On the clock of the budgets. Part of the call's record: it decides into which window the cost falls.</param>
/// <param name="deadline">When the hold is taken for spent.</param>
internal sealed class BudgetReservation(
    string callId, IReadOnlyList<Budget> budgets, SpendAmount hold, DateTimeOffset reservedAt, DateTimeOffset deadline)
{
    private int _ended;

    public string CallId { get; } = callId;

    public IReadOnlyList<Budget> Budgets { get; } = budgets;

    public SpendAmount Hold { get; } = hold;

    public DateTimeOffset ReservedAt { get; } = reservedAt;

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>True the first time.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
}
