namespace FourRunr.ToolProxy.Limits;

/// <summary>The recorded calls that reached a tool. Lost counters are rebuilt from it.</summary>
internal interface IQuotaHistory
{
    /// <summary>Calls of the agent in the counter's scope by slot, starting with the slot <paramref name="oldest"/>. Slots without calls may be absent.</summary>
    /// <exception cref="Storage.StorageUnavailableException">It cannot be read.</exception>
    Task<IReadOnlyList<SlotCount>> CountAsync(string agentId, QuotaCounter counter, long oldest, CancellationToken cancellationToken);
}

internal readonly record struct SlotCount(long Slot, long Count);
