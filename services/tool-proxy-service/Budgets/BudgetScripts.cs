using System.Globalization;
using FourRunr.ToolProxy.Limits;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>The Lua scripts of the budgets. Each is one round trip and one atomic step.</summary>
internal sealed class BudgetScripts(IConnectionMultiplexer redis, RedisClock clock)
{
    // The client sends a script's hash, and its text when the server does not know it (any more).
    private static readonly string Reserve = Read("accounts.lua") + Read("reserve.lua");
    private static readonly string Settle = Read("accounts.lua") + Read("settle.lua");
    private static readonly string Seed = Read("seed_account.lua");

    /// <param name="request">The windows are those at its <see cref="BudgetRequest.Now"/>.</param>
    /// <param name="believed">For each budget the rebuild that this process expects (<see cref="OwnAccount.Believed"/>).</param>
    public async Task<ReserveReply> ReserveAsync(BudgetRequest request, IReadOnlyList<string> believed)
    {
        var budgets = request.Budgets;
        var keys = KeysOf(request.CallId, budgets);
        var values = new RedisValue[5 + (8 * budgets.Count)];
        values[0] = request.CallId;
        values[1] = (long)request.Deadline.TotalMilliseconds;
        values[2] = clock.Latest ?? RedisValue.EmptyString;
        values[3] = BudgetKeys.Calls;
        values[4] = BudgetMemory.Lapsed;
        for (var i = 0; i < budgets.Count; i++)
        {
            var at = 5 + (8 * i);
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
        var values = new RedisValue[8 + (8 * budgets.Count)];
        values[0] = reservation.CallId;
        values[1] = state.Actual is null ? "h" : "e";
        values[2] = reservation.Deadline.ToUnixTimeMilliseconds();
        values[3] = reservation.ReservedAt.ToUnixTimeMilliseconds();
        values[4] = clock.Latest ?? RedisValue.EmptyString;
        values[5] = BudgetMemory.Ended;
        values[6] = BudgetMemory.Lapsed;
        values[7] = BudgetMemory.Recent;
        for (var i = 0; i < budgets.Count; i++)
        {
            var at = 8 + (8 * i);
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
            values.AddRange([call.CallId, call.Slot, call.Amount, call.IsHeld ? "h" : "e", call.Deadline]);
        }

        var reply = await redis.GetDatabase().ScriptEvaluateAsync(Seed, [BudgetKeys.Account(budget), BudgetKeys.Deadlines], [.. values]);
        return (long)reply == 1;
    }

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

    private static RedisKey[] KeysOf(string callId, IReadOnlyList<Budget> budgets)
    {
        var keys = new RedisKey[2 + budgets.Count];
        (keys[0], keys[1]) = (BudgetKeys.Deadlines, BudgetKeys.Call(callId));
        for (var i = 0; i < budgets.Count; i++)
        {
            keys[2 + i] = BudgetKeys.Account(budgets[i]);
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
