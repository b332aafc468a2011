namespace FourRunr.ToolProxy.Limits;

/// <summary>The calls of one counter that still count, by slot. Not safe for concurrent use.</summary>
internal sealed class QuotaWindow(QuotaCounter counter)
{
    /// <summary>A ring buffer: the index of a slot is its number modulo the length.</summary>
    private readonly long[] _counts = new long[counter.SlotsKept];
    private long _newest;

    public long Used { get; private set; }

    public long Oldest => _newest - counter.SlotsKept + 1;

    public long Newest => _newest;

    public long this[long slot] => IsKept(slot) ? _counts[slot % _counts.Length] : 0;

    /// <summary>Drops the slots that left the window. A clock that was set back changes nothing.</summary>
    public void Advance(long now) => AdvanceTo(counter.SlotAt(now));

    /// <summary>Charges one unit; returns its slot.</summary>
    public long Take(long now)
    {
        Advance(now);
        Add(_newest, 1);
        return _newest;
    }

    /// <summary>Adds counts; slots that left the window are ignored.</summary>
    public void Add(long slot, long count)
    {
        // Charged by a clock that is ahead of this one: it must count, so the window advances too.
        AdvanceTo(slot);
        if (IsKept(slot))
        {
            _counts[slot % _counts.Length] += count;
            Used += count;
        }
    }

    /// <summary>Never below zero.</summary>
    public void GiveBack(long slot)
    {
        if (this[slot] > 0)
        {
            Add(slot, -1);
        }
    }

    public LimitState Look(long limit, long now)
    {
        Advance(now);
        return new LimitState(
            Used < limit,
            Math.Max(0, limit - Used),
            Used < limit ? TimeSpan.Zero : After(FirstToLeaveUntilBelow(limit), now),
            ResetAfter(now));
    }

    /// <summary>Time until no call counts any more.</summary>
    public TimeSpan ResetAfter(long now)
    {
        for (var slot = _newest; slot >= Oldest; slot--)
        {
            if (this[slot] > 0)
            {
                return After(slot, now);
            }
        }

        return TimeSpan.Zero;
    }

    private TimeSpan After(long slot, long now) => TimeSpan.FromMilliseconds(counter.LeavesAt(slot) - now);

    private long FirstToLeaveUntilBelow(long limit)
    {
        var left = Used;
        for (var slot = Oldest; ; slot++)
        {
            left -= this[slot];
            if (left < limit || slot == _newest)
            {
                return slot;
            }
        }
    }

    private void AdvanceTo(long target)
    {
        var current = Math.Max(target, _newest);
        for (var slot = Math.Max(_newest + 1, current - _counts.Length + 1); slot <= current; slot++)
        {
            Used -= _counts[slot % _counts.Length];
            _counts[slot % _counts.Length] = 0;
        }

        _newest = current;
    }

    private bool IsKept(long slot) => slot >= Oldest && slot <= _newest && slot >= 0;
}
