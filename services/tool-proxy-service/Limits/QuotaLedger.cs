namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// This process's own calls in one Redis counter: enough to add them to the counter that replaces it after Redis has lost it. Guarded by <see cref="QuotaLedgerRegistry"/>.
/// </summary>
internal sealed class QuotaLedger
{
    public const string AnyRebuild = "";
    public const string NoRebuild = "-";

    private readonly List<ChargeGroup> _groups = [];
    private string _rebuild = AnyRebuild;

    /// <summary>What this replica may use on its own during an outage of Redis and its settling time.</summary>
    public QuotaShare? Share { get; set; }

    /// <summary>The rebuild that includes all of this process's calls.</summary>
    public string Believed =>
        _groups.Count == 0 ? AnyRebuild : _groups.TrueForAll(group => group.Rebuild == _rebuild) ? _rebuild : NoRebuild;

    public bool HasChargesOutsideRedis => _groups.Exists(group => group.Rebuild is null);

    public ChargeGroup Charge(long slot, string? rebuild)
    {
        var group = _groups.Find(candidate => candidate.Slot == slot && candidate.Rebuild == rebuild && !candidate.InTransfer);
        if (group is null)
        {
            if (_groups.Count == 0 && rebuild is not null)
            {
                _rebuild = rebuild;
            }

            group = new ChargeGroup(slot, rebuild);
            _groups.Add(group);
        }

        group.Unrecorded++;
        return group;
    }

    /// <summary>Calls that are not in the history yet.</summary>
    public IReadOnlyList<SlotCount> Unrecorded() => [.. _groups.Select(group => new SlotCount(group.Slot, group.Unrecorded))];

    /// <summary>Takes everything, to be added to a new rebuild with the history that is read from now on.</summary>
    public ChargeTransfer BeginTransfer() => Transfer(_groups, group => group.Unrecorded);

    /// <summary>Takes what a rebuild does not include.</summary>
    /// <param name="since">When the rebuild began to read the history, on this process's monotonic clock.</param>
    public ChargeTransfer BeginTransferExcept(string rebuild, long since) =>
        Transfer(_groups.FindAll(group => group.Rebuild != rebuild), group => group.MissingSince(since));

    /// <summary>The rebuild includes the calls now.</summary>
    public void Join(ChargeTransfer charges, string rebuild)
    {
        _rebuild = rebuild;
        charges.Groups.ForEach(group => group.Rebuild = rebuild);
    }

    /// <summary>Forgets what no longer counts; true when nothing is left.</summary>
    public bool Prune(long oldestSlot, long recordedBefore)
    {
        _groups.RemoveAll(group => !group.InTransfer
            && (group.IsEmptyWithout(recordedBefore) || group.Slot < oldestSlot));
        return _groups.Count == 0;
    }

    private static ChargeTransfer Transfer(List<ChargeGroup> groups, Func<ChargeGroup, int> count)
    {
        groups.ForEach(group => group.InTransfer = true);
        return new ChargeTransfer([.. groups], [.. groups.Select(group => new SlotCount(group.Slot, count(group)))]);
    }
}

/// <summary>Charges that are being added to a counter.</summary>
internal sealed record ChargeTransfer(List<ChargeGroup> Groups, IReadOnlyList<SlotCount> Counts)
{
    public void End() => Groups.ForEach(group => group.InTransfer = false);
}
