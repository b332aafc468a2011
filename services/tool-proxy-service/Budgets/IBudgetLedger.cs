using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// The accounts of budgets. What a call may cost at most is held before it begins and becomes what it did cost when it ends, so that spent and held
/// together never exceed a limit: in this process, or in Redis for all replicas.
/// </summary>
internal interface IBudgetLedger
{
    /// <summary>Holds an amount in all the budgets, or in none. A call id that is known holds nothing.</summary>
    /// <param name="budgets">All that the call counts against; one account at most once.</param>
    /// <param name="hold">The most that the call may cost; at least 0.</param>
    /// <param name="deadline">
    /// From now: the longest that the call can take, with a margin. A hold that is not settled by then is taken for spent, until a late settle corrects it.
    /// </param>
    /// <param name="cancellationToken">Nothing stays held.</param>
    /// <exception cref="DependencyUnavailableException">Whether there is room cannot be known.</exception>
    ValueTask<ReserveOutcome> ReserveAsync(
        string callId, IReadOnlyList<Budget> budgets, SpendAmount hold, TimeSpan deadline, CancellationToken cancellationToken);

    /// <summary>
    /// The call cost this much; what it held is free again. Counts once, the first time; more than was held counts in full, as overrun. It falls into
    /// the window in which it was reserved. If Redis is away, it is settled when Redis is back.
    /// </summary>
    ValueTask SettleAsync(BudgetReservation reservation, SpendAmount actual);

    /// <summary>The call cost nothing.</summary>
    ValueTask ReleaseAsync(BudgetReservation reservation) => SettleAsync(reservation, default);

    /// <summary>The end of the call is on record: from now on the history includes what it cost.</summary>
    void Recorded(BudgetReservation reservation);

    /// <summary>The state of these budgets' accounts, in their order.</summary>
    /// <exception cref="DependencyUnavailableException">It cannot be read.</exception>
    Task<IReadOnlyList<BudgetStatus>> ReadAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken);

    /// <summary>All accounts that were used lately, in the order of their names.</summary>
    /// <exception cref="DependencyUnavailableException">They cannot be read.</exception>
    Task<IReadOnlyList<BudgetStatus>> ListAsync(CancellationToken cancellationToken);
}
