namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The part of a quota that one replica may use on its own: its share of what was left when Redis was lost. If every replica keeps to its
/// share, all together stay within the limit.
/// </summary>
internal sealed class QuotaShare(QuotaCounter counter, int replicas, TimeSpan retryWhenNothingIsLeft, int outage)
{
    private readonly QuotaWindow _all = new(counter);
    private readonly QuotaWindow _mine = new(counter);

    /// <summary>Which outage it is for.</summary>
    public int Outage { get; } = outage;

    /// <summary>False while the history is being read.</summary>
    public bool IsReady { get; private set; }

    public void Fill(IReadOnlyList<SlotCount> history, IReadOnlyList<SlotCount> unrecorded, long now)
    {
        _all.Advance(now);
        foreach (var (slot, count) in history.Concat(unrecorded))
        {
            _all.Add(slot, count);
        }

        IsReady = true;
    }

    /// <summary>A call that Redis charged, but whose reply came after the outage had begun.</summary>
    public void ChargedBefore(long slot) => _all.Add(slot, 1);

    public LimitState Look(long limit, long now)
    {
        _all.Advance(now);
        _mine.Advance(now);
        var left = Left(limit, _all.Used, _mine.Used);
        return new LimitState(
            left > 0,
            left,
            left > 0 ? TimeSpan.Zero : RetryAfter(limit, now),
            Longer(_all.ResetAfter(now), _mine.ResetAfter(now)));
    }

    public long Take(long now) => _mine.Take(now);

    public void GiveBack(long slot) => _mine.GiveBack(slot);

    private long Left(long limit, long all, long mine) => Math.Max(0, ((limit - Math.Min(limit, all)) / replicas) - mine);

    private TimeSpan RetryAfter(long limit, long now)
    {
        var (all, mine) = (_all.Used, _mine.Used);
        for (var slot = Math.Min(_all.Oldest, _mine.Oldest); slot <= Math.Max(_all.Newest, _mine.Newest); slot++)
        {
            all -= _all[slot];
            mine -= _mine[slot];
            if (Left(limit, all, mine) > 0)
            {
                return TimeSpan.FromMilliseconds(counter.LeavesAt(slot) - now);
            }
        }

        return retryWhenNothingIsLeft;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
