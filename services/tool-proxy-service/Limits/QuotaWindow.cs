namespace FourRunr.ToolProxy.Limits;

/// <summary>The calls of one counter that still count, by slot. Not safe for concurrent use.</summary>
internal sealed class QuotaWindow(QuotaCounter counter)
{
    /// <summary>A ring: a slot lies at its number modulo the length.</summary>
    private readonly long[] _counts = new long[counter.SlotsKept];
    private long _newest;

    public long Used { get; private set; }

    public long Oldest => _newest - counter.SlotsKept + 1;

    public long Newest => _newest;

    public long this[long slot] => IsKept(slot) ? _counts[slot % _counts.Length] : 0;

    /// <summary>Drops what has left the window. A clock that was set back brings nothing back and loses nothing.</summary>
    public void Advance(long now) => AdvanceTo(counter.SlotAt(now));

    /// <summary>Charges one unit; returns its slot.</summary>
    public long Take(long now)
    {
        Advance(now);
        Add(_newest, 1);
        return _newest;
    }

    /// <summary>Counts of the history; what has left the window already is left out.</summary>
    public void Add(long slot, long count)
    {
        // Charged by a clock that is ahead of this one: it must count, so the window goes ahead too.
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

    /// <summary>Until nothing is counted any more.</summary>
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
