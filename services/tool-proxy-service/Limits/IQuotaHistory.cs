namespace FourRunr.ToolProxy.Limits;

/// <summary>The recorded calls that reached a tool. Lost counters are rebuilt from it.</summary>
internal interface IQuotaHistory
{
    /// <summary>
    /// Calls of the agent in the counter's scope by slot, starting with the slot <paramref name="oldest"/>. Slots without calls may be
    /// absent.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    Task<IReadOnlyList<SlotCount>> CountAsync(string agentId, QuotaCounter counter, long oldest, CancellationToken cancellationToken);

    /// <summary>
    /// All calls that still count at <paramref name="now"/>. Takes no cancellation: other calls may wait for the same answer.
    /// </summary>
    /// <exception cref="DependencyUnavailableException">The history cannot be read, so no call may pass.</exception>
    async Task<IReadOnlyList<SlotCount>> ReadAsync(string agentId, QuotaCounter counter, long now)
    {
        try
        {
            return await CountAsync(agentId, counter, counter.SlotAt(now) - counter.SlotsKept + 1, CancellationToken.None);
        }
        catch (StorageUnavailableException exception)
        {
            throw new DependencyUnavailableException("database", exception);
        }
    }
}

internal readonly record struct SlotCount(long Slot, long Count);
