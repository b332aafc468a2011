namespace FourRunr.ToolProxy.Budgets;

/// <summary>What became of a <see cref="IBudgetLedger.ReserveAsync"/>.</summary>
internal abstract record ReserveOutcome
{
    /// <param name="Left">Of each budget after the hold, in the order of the request.</param>
    public sealed record Granted(BudgetReservation Reservation, IReadOnlyList<BudgetRoom> Left) : ReserveOutcome
    {
        /// <summary>Held in this replica's share alone, because Redis is or was not available.</summary>
        public bool IsDegraded { get; init; }
    }

    /// <summary>At least one budget has too little left; nothing is held.</summary>
    /// <param name="By">The budget that refuses; one whose money is spent comes first.</param>
    /// <param name="IsSpent">
    /// Settled spending alone leaves no room (402 <c>budget_exceeded</c>); otherwise only what is held for others is in the way (429
    /// <c>budget_busy</c>).
    /// </param>
    /// <param name="RetryAfter">1 to 5 s; longer, the larger the part of the holds that must end first. Zero when spent.</param>
    /// <param name="Left">Of each budget, in the order of the request: what a smaller hold could have.</param>
    public sealed record Short(BudgetRoom By, bool IsSpent, TimeSpan RetryAfter, IReadOnlyList<BudgetRoom> Left) : ReserveOutcome;

    /// <summary>The call id is known already: the same call may not be made twice.</summary>
    public sealed record Duplicate : ReserveOutcome;

    /// <param name="needed">What the call would hold, of each budget.</param>
    public static Short ShortOf(IReadOnlyList<AccountState> states, IReadOnlyList<long> needed)
    {
        var by = -1;
        for (var i = 0; i < states.Count; i++)
        {
            if (!states[i].HasRoomFor(needed[i]) && (by < 0 || Comes(states[i], needed[i], states[by], needed[by])))
            {
                by = i;
            }
        }

        var isSpent = states[by].IsSpentFor(needed[by]);
        return new Short(
            states[by].RoomFor(needed[by]), isSpent, isSpent ? TimeSpan.Zero : states[by].RetryAfter(needed[by]),
            [.. states.Select((state, i) => state.RoomFor(needed[i]))]);
    }

    /// <summary>Spent before busy, then the longer wait.</summary>
    private static bool Comes(AccountState one, long needed, AccountState other, long neededOfOther) =>
        (one.IsSpentFor(needed), other.IsSpentFor(neededOfOther)) switch
        {
            (true, false) => true,
            (false, true) => false,
            (true, true) => one.RoomFor(needed).ResetsAt > other.RoomFor(neededOfOther).ResetsAt,
            _ => one.RetryAfter(needed) > other.RetryAfter(neededOfOther),
        };
}

/// <summary>What is left of a budget.</summary>
/// <param name="Left">At least 0.</param>
/// <param name="ResetsAt">
/// A calendar window: its end. A sliding one: when so much was given back that the call would fit; if it fits, when all that is used now was given back.
/// </param>
internal readonly record struct BudgetRoom(Budget Budget, long Left, DateTimeOffset ResetsAt);
