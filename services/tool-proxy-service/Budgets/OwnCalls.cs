using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>A call of this process, and what Redis knows of it. Guarded by the lock of <see cref="OwnCallRegistry"/>.</summary>
internal sealed class OwnCall(BudgetReservation reservation, OwnCharge[] charges)
{
    public BudgetReservation Reservation { get; } = reservation;

    /// <summary>In the order of the reservation's budgets.</summary>
    public OwnCharge[] Charges { get; } = charges;

    /// <summary>Null while it is under way.</summary>
    public SpendAmount? Actual { get; set; }

    /// <summary>Since when its end is in the history, Unix milliseconds; null before.</summary>
    public long? RecordedAt { get; set; }

    public bool IsKnownToRedis => Array.TrueForAll(Charges, charge => charge.IsCurrent);

    public long AmountIn(Budget budget) => (Actual ?? Reservation.Hold).In(budget.Unit);

    public OwnCallState State => new(
        Reservation, Actual, [.. Charges.Select(charge => charge.Slot)], [.. Charges.Select(charge => charge.HeldIn)]);
}

/// <summary>What one account was charged for a call.</summary>
internal sealed class OwnCharge(Budget budget, long slot)
{
    public Budget Budget { get; } = budget;

    public long Slot { get; } = slot;

    /// <summary>The rebuild of the account that is known to include the call, in whatever state; null if none is.</summary>
    public string? HeldIn { get; set; }

    /// <summary>Redis was told the call's present state, as far as it has the account.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Null when it was not charged on a local share.</summary>
    public BudgetShare? Share { get; set; }
}

/// <summary>A call at one moment.</summary>
/// <param name="Actual">Null while it is under way.</param>
/// <param name="Rebuilds">For each budget the rebuild that is known to include the call; null if none is.</param>
internal sealed record OwnCallState(BudgetReservation Reservation, SpendAmount? Actual, long[] Slots, string?[] Rebuilds);

/// <summary>This process's calls in one account. Guarded by the lock of <see cref="OwnCallRegistry"/>.</summary>
internal sealed class OwnAccount
{
    public const string AnyRebuild = "";
    public const string NoRebuild = "-";

    private readonly Dictionary<string, (OwnCall Call, OwnCharge Charge)> _calls = new(StringComparer.Ordinal);
    private string _rebuild = AnyRebuild;
    private bool _isMixed;

    /// <summary>What this replica may use on its own during an outage of Redis and its settling time.</summary>
    public BudgetShare? Share { get; set; }

    public bool IsEmpty => _calls.Count == 0 && Share is null;

    /// <summary>The rebuild that includes all of this process's calls.</summary>
    public string Believed => _calls.Count == 0 ? AnyRebuild : _isMixed ? NoRebuild : _rebuild;

    public IReadOnlyList<(OwnCall Call, OwnCharge Charge)> Calls => [.. _calls.Values];

    public void Add(OwnCall call, OwnCharge charge)
    {
        if (_calls.Count == 0)
        {
            (_rebuild, _isMixed) = (charge.HeldIn ?? AnyRebuild, false);
        }

        _calls[call.Reservation.CallId] = (call, charge);
        Changed(charge);
    }

    public void Remove(string callId) => _calls.Remove(callId);

    /// <summary>A charge was settled, or failed to be.</summary>
    public void Changed(OwnCharge charge) => _isMixed |= charge.HeldIn is null || charge.HeldIn != _rebuild || !charge.IsCurrent;

    /// <summary>The account is this rebuild now. Looks whether it includes everything.</summary>
    public void Joined(string rebuild)
    {
        _rebuild = rebuild;
        _isMixed = false;
        foreach (var (_, charge) in _calls.Values)
        {
            Changed(charge);
        }
    }
}
