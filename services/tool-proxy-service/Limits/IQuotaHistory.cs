namespace FourRunr.ToolProxy.Limits;

/// <summary>What is on record of the calls that reached a tool; counters that were lost are rebuilt from it.</summary>
internal interface IQuotaHistory
{
    /// <summary>Calls of the agent in the counter's scope by slot, from the slot <paramref name="oldest"/> on; slots without calls may be absent.</summary>
    /// <exception cref="Storage.StorageUnavailableException">It cannot be read.</exception>
    Task<IReadOnlyList<SlotCount>> CountAsync(string agentId, QuotaCounter counter, long oldest, CancellationToken cancellationToken);
}

internal readonly record struct SlotCount(long Slot, long Count);
