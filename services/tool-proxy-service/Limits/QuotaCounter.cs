namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// What an agent's calls are counted in. The limit is not part of it, so changing a limit keeps the count.
/// <para>
/// Time is cut into slots. A fixed window is one slot, aligned to the Unix epoch. A sliding window is sixty; a call counts
/// until its whole slot has left the window, so no window ever holds more than the limit, a unit returns at most a
/// sixtieth of the window late, and sixty-one slots are all that is kept. <c>take_call.lua</c> does the same arithmetic.
/// </para>
/// </summary>
internal readonly record struct QuotaCounter(string Scope, long WindowMs, QuotaStrategy Strategy)
{
    public static readonly long ShortestMemoryMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    public int SlotsPerWindow => Strategy == QuotaStrategy.Sliding ? 60 : 1;

    public int SlotsKept => Strategy == QuotaStrategy.Sliding ? SlotsPerWindow + 1 : 1;

    /// <summary>How long a counter is kept after its last use, so that it is not rebuilt for every call of a slow agent.</summary>
    public long MemoryMs => Math.Max(ShortestMemoryMs, CeilingOf((SlotsKept + 1) * WindowMs));

    /// <param name="now">Unix milliseconds.</param>
    public long SlotAt(long now) => now * SlotsPerWindow / WindowMs;

    /// <summary>First moment of a slot, Unix milliseconds.</summary>
    public long StartOf(long slot) => CeilingOf(slot * WindowMs);

    /// <summary>First moment at which the calls of a slot no longer count.</summary>
    public long LeavesAt(long slot) => StartOf(slot + SlotsKept);

    private long CeilingOf(long product) => (product + SlotsPerWindow - 1) / SlotsPerWindow;
}
