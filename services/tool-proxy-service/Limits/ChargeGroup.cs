namespace FourRunr.ToolProxy.Limits;

/// <summary>Calls of this process in one slot of a counter, and where they are counted. Guarded by its book's lock.</summary>
/// <param name="home">The rebuild of the Redis counter that holds them; null while none does, because Redis was away.</param>
internal sealed class ChargeGroup(long slot, string? home)
{
    private const long Grain = 10;
    private const long GrainWithoutHome = 1000;

    private readonly List<(long At, int Count)> _recorded = [];

    public long Slot { get; } = slot;

    public string? Home { get; set; } = home;

    /// <summary>Calls that are not on record yet.</summary>
    public int Unrecorded { get; set; }

    /// <summary>On its way into another rebuild: nothing may be added.</summary>
    public bool Sealed { get; set; }

    /// <param name="now">Milliseconds on a monotonic clock.</param>
    public void Recorded(long now)
    {
        Unrecorded--;
        // Rounded up: at worst a call is counted twice, never left out.
        var grain = Home is null ? GrainWithoutHome : Grain;
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

    /// <summary>Calls that a history read at <paramref name="since"/> may not have shown.</summary>
    public int MissingSince(long since)
    {
        var missing = Unrecorded;
        foreach (var (at, count) in _recorded)
        {
            missing += at >= since ? count : 0;
        }

        return missing;
    }

    /// <summary>Forgets calls that are long on record, where a counter holds them.</summary>
    public bool IsEmptyWithout(long recordedBefore)
    {
        if (Home is not null)
        {
            _recorded.RemoveAll(recorded => recorded.At < recordedBefore);
        }

        return Unrecorded == 0 && _recorded.Count == 0;
    }
}
