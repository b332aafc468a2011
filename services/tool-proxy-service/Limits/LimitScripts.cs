using StackExchange.Redis;

namespace FourRunr.ToolProxy.Limits;

/// <summary>The scripts that Redis runs for this feature; each is one round trip and one atomic step.</summary>
internal sealed class LimitScripts(IConnectionMultiplexer redis)
{
    // The client sends a script's hash, and its text when the server does not know it (any more).
    private static readonly string Take = Read("take_call.lua");
    private static readonly string Join = Read("join_quota.lua");
    private static readonly string Return = Read("give_back.lua");

    /// <param name="believed">For each quota what its book believes.</param>
    /// <param name="latest">What Redis' clock can say at most, Unix milliseconds; null if that is not known.</param>
    public async Task<TakeAnswer> TakeAsync(LimitRequest request, IReadOnlyList<string> believed, bool permitTaken, long? latest)
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
        return TakeAnswer.Of((RedisResult[])result!, request.Quotas);
    }

    /// <summary>False when meanwhile another rebuild was first.</summary>
    public Task<bool> SeedAsync(string agentId, QuotaCounter counter, string rebuild, long began, IEnumerable<SlotCount> counts) =>
        JoinAsync("seed", agentId, counter, rebuild, began, counts);

    /// <summary>False when the counter is of another rebuild.</summary>
    public Task<bool> AddAsync(string agentId, QuotaCounter counter, string rebuild, IEnumerable<SlotCount> counts) =>
        JoinAsync("add", agentId, counter, rebuild, 0, counts);

    /// <summary>Which rebuild a counter stems from, and when that began; null if the counter is unknown.</summary>
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

internal enum TakeVerdict
{
    Refused = 0,
    Allowed = 1,

    /// <summary>A counter is unknown, or misses calls of this process. The permit was taken, nothing else.</summary>
    NotReady = 2,
}

internal enum CounterReadiness
{
    Unknown = 0,
    Known = 1,
    OtherRebuild = 2,
}

/// <summary>What <c>take_call.lua</c> says of one counter.</summary>
/// <param name="Age">Since its rebuild began.</param>
internal readonly record struct CounterAnswer(CounterReadiness Readiness, LimitState State, long Slot, string Rebuild, long Age);

/// <summary>The answer of <c>take_call.lua</c>.</summary>
/// <param name="Now">The time that was gone by, Unix milliseconds.</param>
/// <param name="Wall">What Redis' clock said.</param>
internal sealed record TakeAnswer(TakeVerdict Verdict, long Now, long Wall, LimitState Rate, IReadOnlyList<CounterAnswer> Counters)
{
    private const int Head = 6;
    private const int PerCounter = 7;

    public static TakeAnswer Of(RedisResult[] values, IReadOnlyList<Quota> quotas)
    {
        var verdict = (TakeVerdict)(int)values[0];
        var next = (long)values[3];
        var counters = new CounterAnswer[quotas.Count];
        for (var i = 0; i < counters.Length; i++)
        {
            var at = values.AsSpan(Head + (i * PerCounter), PerCounter);
            var (remaining, wait) = ((long)at[1], (long)at[2]);
            var isAllowed = verdict == TakeVerdict.Allowed || remaining > 0;
            counters[i] = new CounterAnswer(
                (CounterReadiness)(int)at[0],
                new LimitState(isAllowed, remaining, TokenBucket.Milliseconds(wait), TokenBucket.Milliseconds((long)at[3])),
                (long)at[4],
                at[5].ToString(),
                (long)at[6]);
        }

        return new TakeAnswer(
            verdict,
            (long)values[1],
            (long)values[5],
            new LimitState(next == 0, (long)values[2], TokenBucket.Milliseconds(next), TokenBucket.Milliseconds((long)values[4])),
            counters);
    }

    /// <summary>None if a counter is not known well enough to speak of it.</summary>
    public IReadOnlyList<QuotaState> StatesOf(IReadOnlyList<Quota> quotas) =>
        Counters.All(counter => counter.Readiness == CounterReadiness.Known)
            ? [.. quotas.Zip(Counters, (quota, counter) => new QuotaState(quota, counter.State))]
            : [];
}
