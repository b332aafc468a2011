namespace FourRunr.ToolProxy.Limits;

/// <summary>A counter in this process. Guarded by the lock of the agent that it belongs to.</summary>
internal sealed class CountedQuota(QuotaCounter counter, long now)
{
    public QuotaWindow Window { get; } = new(counter);

    /// <summary>Unix milliseconds.</summary>
    public long LastUsed { get; set; } = now;

    /// <summary>Charges that are not recorded yet: only this process knows of them.</summary>
    public int Unrecorded { get; set; }

    /// <summary>
    /// Unused for an hour and everything recorded, so that it can be rebuilt; or unused for so long that no call counts any more.
    /// </summary>
    public bool MayBeForgotten(long now) =>
        now - LastUsed >= (Unrecorded == 0 ? QuotaCounter.ShortestMemoryMs : counter.MemoryMs);
}
