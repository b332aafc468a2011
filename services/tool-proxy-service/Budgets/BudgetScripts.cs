using FourRunr.ToolProxy.Limits;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>The Lua scripts of the budgets. Each is one round trip and one atomic step.</summary>
internal sealed class BudgetScripts(IConnectionMultiplexer redis, RedisClock clock, ISpendHistory history)
{
    // The client sends a script's hash, and its text when the server does not know it (any more).
    private static readonly string Reserve = Read("accounts.lua") + Read("reserve.lua");
    private static readonly string Settle = Read("accounts.lua") + Read("settle.lua");
    private static readonly string Release = Read("accounts.lua") + Read("release.lua");
    private static readonly string Seed = Read("seed_account.lua");

    /// <summary>Tells this process's open calls from those of the process before it.</summary>
    private readonly string _process = Guid.NewGuid().ToString("N")[..16];

    /// <param name="request">The windows are those at its <see cref="BudgetRequest.Now"/>.</param>
    /// <param name="believed">For each budget the rebuild that this process expects (<see cref="OwnAccount.Believed"/>).</param>
    public async Task<ReserveReply> ReserveAsync(BudgetRequest request, IReadOnlyList<string> believed)
    {
        var budgets = request.Budgets;
        var keys = KeysOf(request.CallId, budgets);
        var values = new RedisValue[6 + (8 * budgets.Count)];
        values[0] = request.CallId;
        values[1] = (long)request.Deadline.TotalMilliseconds;
        values[2] = clock.Latest ?? RedisValue.EmptyString;
        values[3] = BudgetKeys.Calls;
        values[4] = BudgetMemory.Lapsed;
        values[5] = NameOf(request.CallId);
        for (var i = 0; i < budgets.Count; i++)
        {
            var at = 6 + (8 * i);
            WriteWindow(values.AsSpan(at), budgets[i], request.Now);
            values[at + 3] = budgets[i].Window.MemoryAt(request.Now);
            values[at + 4] = budgets[i].Limit;
            values[at + 5] = request.Hold.In(budgets[i].Unit);
            values[at + 6] = believed[i];
            values[at + 7] = Thresholds(budgets[i]);
        }

        var stamp = clock.Stamp;
        var reply = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(Reserve, keys, values))!;
        clock.Observe((long)reply[2], stamp);
        return ReserveReply.Of(reply, budgets);
    }

    /// <summary>Brings the accounts to the state of the call.</summary>
    public async Task<SettleReply> SettleAsync(OwnCallState state)
    {
        var reservation = state.Reservation;
        var now = clock.Now;
        var budgets = reservation.Budgets;
        var values = new RedisValue[9 + (8 * budgets.Count)];
        values[0] = reservation.CallId;
        values[1] = state.Actual is null ? "h" : "e";
        values[2] = reservation.Deadline.ToUnixTimeMilliseconds();
        values[3] = reservation.ReservedAt.ToUnixTimeMilliseconds();
        values[4] = clock.Latest ?? RedisValue.EmptyString;
        values[5] = BudgetMemory.Ended;
        values[6] = BudgetMemory.Lapsed;
        values[7] = BudgetMemory.Recent;
        values[8] = NameOf(reservation.CallId);
        for (var i = 0; i < budgets.Count; i++)
        {
            var at = 9 + (8 * i);
            WriteWindow(values.AsSpan(at), budgets[i], now);
            values[at + 3] = state.Slots[i];
            values[at + 4] = reservation.Hold.In(budgets[i].Unit);
            values[at + 5] = state.Actual?.In(budgets[i].Unit) ?? 0;
            values[at + 6] = state.Rebuilds[i] ?? RedisValue.EmptyString;
            values[at + 7] = Thresholds(budgets[i]);
        }

        var stamp = clock.Stamp;
        var reply = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(Settle, KeysOf(reservation.CallId, budgets), values))!;
        clock.Observe((long)reply[1], stamp);
        return SettleReply.Of(reply, budgets);
    }

    /// <summary>False if another rebuild was faster.</summary>
    public async Task<bool> SeedAsync(Budget budget, AccountSeed seed)
    {
        List<RedisValue> values =
        [
            seed.Rebuild, seed.Began, budget.Window.MemoryAt(seed.Began), BudgetKeys.Calls, BudgetMemory.Recent + BudgetMemory.Lapsed, seed.Spent.Count,
        ];
        foreach (var (slot, amount) in seed.Spent)
        {
            values.AddRange([slot, amount]);
        }

        foreach (var call in seed.Calls)
        {
            values.AddRange([call.CallId, call.Slot, call.Amount, call.IsHeld ? "h" : "e", call.Deadline, call.IsOwn ? NameOf(call.CallId) : ""]);
        }

        var reply = await redis.GetDatabase().ScriptEvaluateAsync(Seed, [BudgetKeys.Account(budget), BudgetKeys.Deadlines, BudgetKeys.Open(history.Writer)], [.. values]);
        return (long)reply == 1;
    }

    /// <summary>Calls that an earlier process with this process's journal has left open.</summary>
    public async Task<IReadOnlyList<LeftCall>> ListLeftAsync()
    {
        var names = await redis.GetDatabase().SortedSetRangeByRankAsync(BudgetKeys.Open(history.Writer));
        return
        [
            .. names.Select(name => name.ToString()).Where(name => !name.StartsWith(_process, StringComparison.Ordinal))
                .Select(name => new LeftCall(name, name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..])),
        ];
    }

    /// <summary>Gives back what the call holds.</summary>
    public Task ReleaseAsync(LeftCall call) => redis.GetDatabase().ScriptEvaluateAsync(
        Release, [BudgetKeys.Deadlines, BudgetKeys.Call(call.CallId), BudgetKeys.Open(history.Writer)], [call.CallId, call.Name, BudgetMemory.Ended]);

    /// <summary>The call is not looked at any more; what it holds stays.</summary>
    public Task ForgetAsync(LeftCall call) => redis.GetDatabase().SortedSetRemoveAsync(BudgetKeys.Open(history.Writer), call.Name);

    private string NameOf(string callId) => $"{_process} {callId}";

    private static void WriteWindow(Span<RedisValue> values, Budget budget, long now)
    {
        if (budget.Window is SlidingBudgetWindow sliding)
        {
            (values[0], values[1], values[2]) = ("s", sliding.Length, 0);
        }
        else
        {
            var window = budget.Window.StretchAt(now);
            (values[0], values[1], values[2]) = ("c", window.Start, window.End);
        }
    }

    private static RedisValue Thresholds(Budget budget) => budget.Thresholds.Count == 0
        ? RedisValue.EmptyString
        : string.Join(' ', budget.Thresholds.Select(threshold =>
            string.Create(CultureInfo.InvariantCulture, $"{threshold.Percent}:{threshold.Amount}")));

    private RedisKey[] KeysOf(string callId, IReadOnlyList<Budget> budgets)
    {
        var keys = new RedisKey[4 + budgets.Count];
        (keys[0], keys[1], keys[2], keys[3]) = (BudgetKeys.Deadlines, BudgetKeys.Call(callId), BudgetKeys.Open(history.Writer), BudgetKeys.Untold);
        for (var i = 0; i < budgets.Count; i++)
        {
            keys[4 + i] = BudgetKeys.Account(budgets[i]);
        }

        return keys;
    }

    private static string Read(string name)
    {
        using var stream = typeof(BudgetScripts).Assembly.GetManifestResourceStream(typeof(BudgetScripts), name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <param name="Name">Among the open calls of its writer.</param>
internal readonly record struct LeftCall(string Name, string CallId);
