using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// The calls of this process that a rebuild of an account may miss: those under way, those whose end is not on record, and those that Redis has not
/// been told of. Memory is bounded by the calls of the last seconds, and of an outage.
/// </summary>
internal sealed class OwnCallRegistry : IDisposable
{
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a recorded call is remembered, because another replica's rebuild may have missed its record.</summary>
    private static readonly long Remembered = (long)TimeSpan.FromSeconds(10).TotalMilliseconds;

    private readonly Dictionary<string, OwnCall> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Queue<(long At, OwnCall Call)> _ended = new();
    private readonly RedisClock _clock;
    private readonly Outage _outage;
    private readonly ITimer _sweeper;

    public OwnCallRegistry(TimeProvider time, RedisClock clock, BudgetOutage outage)
    {
        (_clock, _outage) = (clock, outage.Outage);
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>Guards calls, accounts and shares.</summary>
    public Lock Gate { get; } = new();

    public int Count
    {
        get
        {
            lock (Gate)
            {
                return _calls.Count;
            }
        }
    }

    public bool Knows(string callId)
    {
        lock (Gate)
        {
            return _calls.ContainsKey(callId);
        }
    }

    /// <summary>Only while holding <see cref="Gate"/>.</summary>
    public OwnAccount GetOrAdd(Budget budget)
    {
        if (!_accounts.TryGetValue(budget.StateKey, out var account))
        {
            _accounts.Add(budget.StateKey, account = new OwnAccount());
        }

        return account;
    }

    /// <summary>Only while holding <see cref="Gate"/>.</summary>
    public OwnAccount? Find(Budget budget) => _accounts.GetValueOrDefault(budget.StateKey);

    public string[] Believed(IReadOnlyList<Budget> budgets)
    {
        var believed = new string[budgets.Count];
        lock (Gate)
        {
            for (var i = 0; i < believed.Length; i++)
            {
                believed[i] = Find(budgets[i])?.Believed ?? OwnAccount.AnyRebuild;
            }
        }

        return believed;
    }

    /// <summary>A call that Redis holds.</summary>
    public void AddHeld(BudgetReservation reservation, ReserveReply reply, IReadOnlyList<BudgetShare>? shares)
    {
        lock (Gate)
        {
            var charges = new OwnCharge[reply.Accounts.Count];
            for (var i = 0; i < charges.Length; i++)
            {
                var (budget, slot) = (reservation.Budgets[i], reply.Accounts[i].Slot);
                charges[i] = new OwnCharge(budget, slot) { HeldIn = reply.Accounts[i].Rebuild, IsCurrent = true, Share = shares?[i] };
                if (shares is null && Find(budget)?.Share is { } share && _outage.Covers(share.Outage))
                {
                    share.ChargedBefore(slot, reservation.Hold.In(budget.Unit));
                }
            }

            Add(new OwnCall(reservation, charges));
        }
    }

    /// <summary>A call that Redis was not told of. Only while holding <see cref="Gate"/>.</summary>
    public OwnCall AddUntold(BudgetReservation reservation, IReadOnlyList<BudgetShare>? shares)
    {
        var at = reservation.ReservedAt.ToUnixTimeMilliseconds();
        var call = new OwnCall(
            reservation, [.. reservation.Budgets.Select((budget, i) => new OwnCharge(budget, budget.Window.SlotAt(at)) { Share = shares?[i] })]);
        Add(call);
        return call;
    }

    /// <returns>What Redis must be told; null if the call had ended before.</returns>
    public OwnCallState? End(BudgetReservation reservation, SpendAmount actual)
    {
        lock (Gate)
        {
            // Held by an earlier process, or so long ago that it was forgotten.
            var call = _calls.GetValueOrDefault(reservation.CallId) ?? AddUntold(reservation, shares: null);
            if (call.Actual is not null)
            {
                return null;
            }

            call.Actual = actual;
            foreach (var charge in call.Charges)
            {
                charge.IsCurrent = false;
                charge.Share?.Settle(charge.Slot, reservation.Hold.In(charge.Budget.Unit), actual.In(charge.Budget.Unit));
            }

            _ended.Enqueue((_clock.Now, call));
            return call.State;
        }
    }

    /// <summary>Redis could not be told of the call.</summary>
    public void Untold(string callId)
    {
        lock (Gate)
        {
            if (_calls.TryGetValue(callId, out var call))
            {
                Array.ForEach(call.Charges, charge => Find(charge.Budget)?.Changed(charge));
            }
        }
    }

    /// <summary>Redis was told of the call as it was then.</summary>
    public void Told(OwnCallState told, SettleReply reply)
    {
        lock (Gate)
        {
            if (!_calls.TryGetValue(told.Reservation.CallId, out var call))
            {
                return;
            }

            for (var i = 0; i < call.Charges.Length; i++)
            {
                var charge = call.Charges[i];
                charge.HeldIn = reply.Accounts[i].Rebuild;
                charge.IsCurrent = call.Actual == told.Actual;
                Find(charge.Budget)?.Changed(charge);
            }
        }
    }

    public void Recorded(string callId)
    {
        lock (Gate)
        {
            if (_calls.TryGetValue(callId, out var call))
            {
                call.RecordedAt = _clock.Now;
            }
        }
    }

    /// <summary>Calls that Redis was not told of as they are.</summary>
    public IReadOnlyList<OwnCallState> NotTold()
    {
        lock (Gate)
        {
            return [.. _calls.Values.Where(call => !call.IsKnownToRedis).Select(call => call.State)];
        }
    }

    /// <summary>All calls that are remembered.</summary>
    public IReadOnlyList<OwnCallState> All()
    {
        lock (Gate)
        {
            return [.. _calls.Values.Select(call => call.State)];
        }
    }

    public void Dispose() => _sweeper.Dispose();

    private void Add(OwnCall call)
    {
        _calls[call.Reservation.CallId] = call;
        foreach (var charge in call.Charges)
        {
            GetOrAdd(charge.Budget).Add(call, charge);
        }
    }

    private void Sweep()
    {
        lock (Gate)
        {
            var now = _clock.Now;
            for (var i = _ended.Count; i > 0 && _ended.Peek().At <= now - Remembered; i--)
            {
                var (_, call) = _ended.Dequeue();
                if (MayBeForgotten(call, now))
                {
                    Remove(call);
                }
                else
                {
                    _ended.Enqueue((now, call));
                }
            }

            foreach (var (key, account) in _accounts)
            {
                if (account.Share is { } share && !_outage.Covers(share.Outage))
                {
                    account.Share = null;
                }

                if (account.IsEmpty)
                {
                    _accounts.Remove(key);
                }
            }
        }
    }

    private static bool MayBeForgotten(OwnCall call, long now)
    {
        var isOnRecord = call.RecordedAt <= now - Remembered
            || call.Reservation.ReservedAt.ToUnixTimeMilliseconds() < now - (2 * BudgetMemory.Recent);
        return (isOnRecord && call.IsKnownToRedis)
            || Array.TrueForAll(call.Charges, charge => charge.Slot < charge.Budget.Window.OldestAt(now));
    }

    private void Remove(OwnCall call)
    {
        _calls.Remove(call.Reservation.CallId);
        foreach (var charge in call.Charges)
        {
            Find(charge.Budget)?.Remove(call.Reservation.CallId);
        }
    }
}
