namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// What this process knows of its own calls in one Redis counter: enough to bring them into the counter that takes its
/// place when Redis has lost it. Guarded by <see cref="QuotaLedgers"/>.
/// </summary>
internal sealed class QuotaLedger
{
    public const string AnyRebuild = "";
    public const string NoRebuild = "-";

    private readonly List<ChargeGroup> _groups = [];
    private string _rebuild = AnyRebuild;

    /// <summary>What this replica may use on its own while Redis is away, and until all replicas have settled.</summary>
    public QuotaShare? Share { get; set; }

    /// <summary>The rebuild that holds all of this process's calls.</summary>
    public string Believed =>
        _groups.Count == 0 ? AnyRebuild : _groups.TrueForAll(group => group.Home == _rebuild) ? _rebuild : NoRebuild;

    public bool HasUnassigned => _groups.Exists(group => group.Home is null);

    public ChargeGroup Charge(long slot, string? home)
    {
        var group = _groups.Find(candidate => candidate.Slot == slot && candidate.Home == home && !candidate.Sealed);
        if (group is null)
        {
            if (_groups.Count == 0 && home is not null)
            {
                _rebuild = home;
            }

            group = new ChargeGroup(slot, home);
            _groups.Add(group);
        }

        group.Unrecorded++;
        return group;
    }

    /// <summary>Calls that no history shows.</summary>
    public IReadOnlyList<SlotCount> Unrecorded() => [.. _groups.Select(group => new SlotCount(group.Slot, group.Unrecorded))];

    /// <summary>Everything, to go into a new rebuild together with the history that is read from now on.</summary>
    public SealedCharges SealAll() => Seal(_groups, group => group.Unrecorded);

    /// <summary>What a rebuild does not hold.</summary>
    /// <param name="since">When the rebuild began to read the history, on this process's monotonic clock.</param>
    public SealedCharges SealAllBut(string rebuild, long since) =>
        Seal(_groups.FindAll(group => group.Home != rebuild), group => group.MissingSince(since));

    /// <summary>The rebuild holds the calls now.</summary>
    public void Join(SealedCharges charges, string rebuild)
    {
        _rebuild = rebuild;
        charges.Groups.ForEach(group => group.Home = rebuild);
    }

    /// <summary>Forgets what no longer counts; true when nothing is left.</summary>
    public bool Prune(long oldestSlot, long recordedBefore)
    {
        _groups.RemoveAll(group => !group.Sealed
            && (group.IsEmptyWithout(recordedBefore) || group.Slot < oldestSlot));
        return _groups.Count == 0;
    }

    private static SealedCharges Seal(List<ChargeGroup> groups, Func<ChargeGroup, int> count)
    {
        groups.ForEach(group => group.Sealed = true);
        return new SealedCharges([.. groups], [.. groups.Select(group => new SlotCount(group.Slot, count(group)))]);
    }
}

/// <summary>Charges on their way into a counter.</summary>
internal sealed record SealedCharges(List<ChargeGroup> Groups, IReadOnlyList<SlotCount> Counts)
{
    public void Unseal() => Groups.ForEach(group => group.Sealed = false);
}
