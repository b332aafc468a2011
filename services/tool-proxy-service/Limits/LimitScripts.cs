using StackExchange.Redis;

namespace FourRunr.ToolProxy.Limits;

/// <summary>The Lua scripts of the limits. Each is one round trip and one atomic step.</summary>
internal sealed class LimitScripts(IConnectionMultiplexer redis)
{
    // The client sends a script's hash, and its text when the server does not know it (any more).
    private static readonly string Take = Read("take_call.lua");
    private static readonly string Join = Read("join_quota.lua");
    private static readonly string Return = Read("give_back.lua");

    /// <param name="believed">For each quota the rebuild that its ledger expects (<see cref="QuotaLedger.Believed"/>).</param>
    /// <param name="latest">The latest time that Redis' clock can show, Unix milliseconds; null if unknown.</param>
    public async Task<TakeCallReply> TakeAsync(LimitRequest request, IReadOnlyList<string> believed, bool permitTaken, long? latest)
    {
        var keys = new RedisKey[1 + request.Quotas.Count];
        keys[0] = LimitKeys.Bucket(request.AgentId);
        var rate = request.RateLimit;
        List<RedisValue> values = [rate.Requests, (long)rate.Per.TotalMilliseconds, rate.Burst, permitTaken ? 1 : 0, latest ?? RedisValue.EmptyString];
        for (var i = 0; i < request.Quotas.Count; i++)
        {
            var counter = request.Quotas[i].Counter;
            keys[i + 1] = LimitKeys.Quota(request.AgentId, counter);
            values.AddRange(
                [counter.WindowMs, counter.SlotsPerWindow, counter.SlotsKept, counter.MemoryMs, request.Quotas[i].Limit, believed[i]]);
        }

        var result = await redis.GetDatabase().ScriptEvaluateAsync(Take, keys, [.. values]);
        return TakeCallReply.Of((RedisResult[])result!, request.Quotas);
    }

    /// <summary>False if another rebuild was faster.</summary>
    public Task<bool> SeedAsync(string agentId, QuotaCounter counter, string rebuild, long began, IEnumerable<SlotCount> counts) =>
        JoinAsync("seed", agentId, counter, rebuild, began, counts);

    /// <summary>False if the counter belongs to another rebuild.</summary>
    public Task<bool> AddAsync(string agentId, QuotaCounter counter, string rebuild, IEnumerable<SlotCount> counts) =>
        JoinAsync("add", agentId, counter, rebuild, 0, counts);

    /// <summary>The rebuild that created a counter, and when it began; null if the counter does not exist.</summary>
    public async Task<(string Rebuild, long Began)?> LookAsync(string agentId, QuotaCounter counter)
    {
        var fields = await redis.GetDatabase().HashGetAsync(LimitKeys.Quota(agentId, counter), ["g", "t"]);
        return fields[0].IsNull ? null : (fields[0].ToString(), (long)fields[1]);
    }

    public Task GiveBackAsync(string agentId, IReadOnlyList<(QuotaCounter Counter, string Rebuild, long Slot)> units) =>
        redis.GetDatabase().ScriptEvaluateAsync(
            Return,
            [.. units.Select(unit => (RedisKey)LimitKeys.Quota(agentId, unit.Counter))],
            [.. units.SelectMany(unit => (RedisValue[])[unit.Rebuild, unit.Slot])]);

    private async Task<bool> JoinAsync(
        string mode, string agentId, QuotaCounter counter, string rebuild, long began, IEnumerable<SlotCount> counts)
    {
        RedisValue[] values =
        [
            mode, rebuild, began, counter.MemoryMs,
            .. counts.Where(count => count.Count > 0).SelectMany(count => (RedisValue[])[count.Slot, count.Count]),
        ];
        return (long)await redis.GetDatabase().ScriptEvaluateAsync(Join, [LimitKeys.Quota(agentId, counter)], values) == 1;
    }

    private static string Read(string name)
    {
        using var stream = typeof(LimitScripts).Assembly.GetManifestResourceStream(typeof(LimitScripts), name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

internal enum TakeCallStatus
{
    Refused = 0,
    Allowed = 1,

    /// <summary>A counter does not exist, or misses calls of this process. Only the rate permit was taken.</summary>
    NotReady = 2,
}

internal enum CounterReadiness
{
    Unknown = 0,
    Known = 1,
    OtherRebuild = 2,
}

/// <summary>The part of the reply that is about one counter.</summary>
/// <param name="Age">Since its rebuild began.</param>
internal readonly record struct CounterReply(CounterReadiness Readiness, LimitState State, long Slot, string Rebuild, long Age);

/// <summary>The reply of <c>take_call.lua</c>.</summary>
/// <param name="Now">The time that the script used, Unix milliseconds.</param>
/// <param name="Wall">The time of Redis' clock.</param>
internal sealed record TakeCallReply(TakeCallStatus Status, long Now, long Wall, LimitState Rate, IReadOnlyList<CounterReply> Counters)
{
    private const int Head = 6;
    private const int PerCounter = 7;

    public static TakeCallReply Of(RedisResult[] values, IReadOnlyList<Quota> quotas)
    {
        var status = (TakeCallStatus)(int)values[0];
        var next = (long)values[3];
        var counters = new CounterReply[quotas.Count];
        for (var i = 0; i < counters.Length; i++)
        {
            var at = values.AsSpan(Head + (i * PerCounter), PerCounter);
            var (remaining, wait) = ((long)at[1], (long)at[2]);
            var isAllowed = status == TakeCallStatus.Allowed || remaining > 0;
            counters[i] = new CounterReply(
                (CounterReadiness)(int)at[0],
                new LimitState(isAllowed, remaining, TokenBucket.Milliseconds(wait), TokenBucket.Milliseconds((long)at[3])),
                (long)at[4],
                at[5].ToString(),
                (long)at[6]);
        }

        return new TakeCallReply(
            status,
            (long)values[1],
            (long)values[5],
            new LimitState(next == 0, (long)values[2], TokenBucket.Milliseconds(next), TokenBucket.Milliseconds((long)values[4])),
            counters);
    }

    /// <summary>Empty if a counter is not complete.</summary>
    public IReadOnlyList<QuotaState> StatesOf(IReadOnlyList<Quota> quotas) =>
        Counters.All(counter => counter.Readiness == CounterReadiness.Known)
            ? [.. quotas.Zip(Counters, (quota, counter) => new QuotaState(quota, counter.State))]
            : [];
}
