using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>The recorded costs of calls. Lost accounts are rebuilt from it.</summary>
internal interface ISpendHistory
{
    /// <summary>Whose journal announces this process's calls. A process that is started again with the same disk has the same.</summary>
    string Writer { get; }

    /// <summary>Which of these calls, all of this <see cref="Writer"/>, are announced or recorded with a charge. What its journal has is seen.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    Task<IReadOnlySet<string>> FindChargedAsync(IReadOnlyList<string> callIds, CancellationToken cancellationToken);

    /// <summary>
    /// Every call that was charged to the account and reserved at or after <paramref name="from"/> and before <paramref name="to"/>, once: what it cost,
    /// or its hold if its end is not on record.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    Task<IReadOnlyList<ChargedCall>> ReadAsync(string account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>All that may count at <paramref name="now"/> (Unix milliseconds). Takes no cancellation: other calls may wait for the same answer.</summary>
    /// <exception cref="DependencyUnavailableException">The history cannot be read, so no call may pass.</exception>
    async Task<IReadOnlyList<ChargedCall>> ReadAsync(Budget budget, long now)
    {
        try
        {
            // To the end of time: a clock that is a little ahead must not hide what was charged by it.
            return await ReadAsync(
                budget.Account, DateTimeOffset.FromUnixTimeMilliseconds(budget.Window.StartAt(now)), DateTimeOffset.MaxValue, CancellationToken.None);
        }
        catch (StorageUnavailableException exception)
        {
            throw new DependencyUnavailableException("database", exception);
        }
    }
}

/// <param name="IsHold">The call's end is not on record: it is under way, or lost.</param>
internal sealed record ChargedCall(string CallId, DateTimeOffset ReservedAt, SpendAmount Amount, bool IsHold);
