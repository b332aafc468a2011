using FourRunr.Contracts;
using FourRunr.Faults.Logs;
using FourRunr.Faults.Scenarios;
using FourRunr.Testing;
using StackExchange.Redis;

namespace FourRunr.Faults.Spending;

/// <summary>Every fault that must not make money appear or disappear.</summary>
internal static class ModelMatrix
{
    public const string Kills = "model-proxy-kills";

    /// <summary>A call may take a minute, and its hold ends a minute later.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromMinutes(2);

    private const int ShortKills = 3, LongKills = 100;

    private static readonly string Unavailable = GatewayErrors.DependencyUnavailable.Code;

    public static readonly IReadOnlyList<ModelScenario> All =
    [
        new("model-no-fault", "nothing: what budgeted calls look like", (_, isLong, _) => Pause.ForAsync(Usual(isLong))),
        new(Kills, $"{LongKills} × kill -9 of a proxy at random moments, started again at once (short form: {ShortKills})", async (gateway, isLong, random) =>
        {
            for (var kill = 0; kill < (isLong ? LongKills : ShortKills); kill++)
            {
                await gateway.KillAndStartAsync(gateway.Doors[random.Next(gateway.Doors.Count)]);
                await Pause.ForAsync(TimeSpan.FromMilliseconds(random.Next(200, 1500)));
            }
        })
        {
            // A proxy that starts takes the processor, and Redis then answers the other one too late.
            Excused = [ClientAttempt.Broken, Unavailable],
            LosesCalls = true,
        },
        new("model-redis-wiped", "FLUSHALL of Redis, at random moments", async (gateway, isLong, random) =>
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync($"{gateway.Redis.Address},allowAdmin=true");
            for (var wipe = 0; wipe < (isLong ? 20 : 3); wipe++)
            {
                await redis.GetServers()[0].FlushAllDatabasesAsync();
                await Pause.ForAsync(TimeSpan.FromMilliseconds(random.Next(200, 1000)));
            }
        })
        {
            Excused = [Unavailable],
        },
        new("model-redis-frozen", "SIGSTOP, then SIGCONT of Redis", async (gateway, isLong, _) =>
        {
            await gateway.Redis.FreezeAsync();
            await Pause.ForAsync(Usual(isLong));
            await gateway.Redis.ThawAsync();
        })
        {
            Excused = [Unavailable],
        },
        new("model-redis-stopped", "Redis killed, started again empty", async (gateway, isLong, _) =>
        {
            await gateway.Redis.StopAsync();
            await Pause.ForAsync(Usual(isLong));
            await gateway.Redis.StartAgainAsync();
        })
        {
            Excused = [Unavailable],
        },
        Frozen("model-proxy-frozen", "SIGSTOP, then SIGCONT of a proxy in the middle of streams", Usual),
    ];

    /// <summary>Takes part in the long form only: the hold's time must pass.</summary>
    public static ModelScenario FrozenPastTheHold =>
        Frozen("model-late-settle", "SIGSTOP of a proxy in the middle of streams until their holds have ended, then SIGCONT: it settles late", _ => HoldTime + TimeSpan.FromSeconds(5));

    /// <summary>When it goes on, its time limits have passed, what it knew of tokens is too old, and Redis has given it up.</summary>
    private static ModelScenario Frozen(string name, string injected, Func<bool, TimeSpan> time) => new(name, injected, async (gateway, isLong, _) =>
    {
        await Signals.StopAsync(gateway.Doors[1].Id);
        await Pause.ForAsync(time(isLong));
        await Signals.ContinueAsync(gateway.Doors[1].Id);
    })
    {
        Excused = [Unavailable, GatewayErrors.UpstreamTimeout.Code, GatewayErrors.UpstreamFailed.Code, ClientAttempt.Broken],
    };

    private static TimeSpan Usual(bool isLong) => TimeSpan.FromSeconds(isLong ? 10 : 3);
}
