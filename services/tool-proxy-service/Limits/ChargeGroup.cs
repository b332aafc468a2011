namespace FourRunr.ToolProxy.Limits;

/// <summary>Calls of this process in one slot of a counter, and where they are counted. Guarded by its ledger's lock.</summary>
/// <param name="rebuild">The rebuild of the Redis counter that includes them; null if none does, because Redis was not available.</param>
internal sealed class ChargeGroup(long slot, string? rebuild)
{
    private const long Grain = 10;
    private const long GrainOutsideRedis = 1000;

    private readonly List<(long At, int Count)> _recorded = [];

    public long Slot { get; } = slot;

    public string? Rebuild { get; set; } = rebuild;

    /// <summary>Calls that are not on record yet.</summary>
    public int Unrecorded { get; set; }

    /// <summary>Being added to another rebuild: no call may be added to the group.</summary>
    public bool InTransfer { get; set; }

    /// <param name="now">Milliseconds on a monotonic clock.</param>
    public void Recorded(long now)
    {
        Unrecorded--;
        // Rounded up: a call may be counted twice, but is never left out.
        var grain = Rebuild is null ? GrainOutsideRedis : Grain;
        var at = (now + grain - 1) / grain * grain;
        if (_recorded is [.., var (last, count)] && last == at)
        {
            _recorded[^1] = (at, count + 1);
        }
        else
        {
            _recorded.Add((at, 1));
        }
    }

    /// <summary>Calls that a history read at <paramref name="since"/> may have missed.</summary>
    public int MissingSince(long since)
    {
        var missing = Unrecorded;
        foreach (var (at, count) in _recorded)
        {
            missing += at >= since ? count : 0;
        }

        return missing;
    }

    /// <summary>Forgets calls that were recorded before that moment and are in a Redis counter.</summary>
    public bool IsEmptyWithout(long recordedBefore)
    {
        if (Rebuild is not null)
        {
            _recorded.RemoveAll(recorded => recorded.At < recordedBefore);
        }

        return Unrecorded == 0 && _recorded.Count == 0;
    }
}
