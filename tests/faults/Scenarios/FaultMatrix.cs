using FourRunr.Faults.Gateway;
using FourRunr.Testing;
using FourRunr.Testing.FakeTools;

namespace FourRunr.Faults.Scenarios;

/// <summary>Every fault that the gateway promises to bear.</summary>
internal static class FaultMatrix
{
    public const string LongOutage = "postgres-away";

    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <summary>As long as a breaker looks back: it must have opened by then.</summary>
    private static readonly TimeSpan PastSampling = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a decision about an effect is believed.</summary>
    private static readonly TimeSpan PastFresh = TimeSpan.FromSeconds(7);

    public static readonly IReadOnlyList<FaultScenario> All =
    [
        None,
        Killed("auth-killed", "kill -9 of auth-service, started again at once", gateway => gateway.Auth, Excuses.ServiceAway),
        Killed("policy-killed", "kill -9 of policy-service, started again at once", gateway => gateway.Policy, Excuses.ServiceAway),
        Killed("proxy-killed", "kill -9 of one of two proxies, started again at once", gateway => gateway.Doors[0], Excuses.DoorDies),
        Frozen("auth-frozen", "SIGSTOP, then SIGCONT of auth-service", gateway => gateway.Auth) with { Excused = Excuses.ServiceAway },
        Frozen("policy-frozen", "SIGSTOP, then SIGCONT of policy-service", gateway => gateway.Policy) with { Excused = Excuses.ServiceAway },
        Frozen("proxy-frozen", "SIGSTOP, then SIGCONT of one of two proxies", gateway => gateway.Doors[0]) with
        {
            Excused = Excuses.DoorFrozen,
            RefusesWithin = null,
        },
        new("proxy-terminated", "SIGTERM of one of two proxies while mails take a second, then started again")
        {
            Begin = async gateway =>
            {
                gateway.Gmail.Latency = TimeSpan.FromSeconds(1);
                await Pause.ForAsync(TimeSpan.FromSeconds(1));
                await gateway.Doors[0].TerminateAsync();
                gateway.Gmail.Latency = FaultRun.ToolLatency;
            },
            End = gateway => gateway.Doors[0].StartAsync(),
        },
        new("redis-stopped", "Redis killed, started again empty")
        {
            Begin = gateway => gateway.Redis.StopAsync(),
            Hold = Brief,
            LongHold = Usual,
            End = gateway => gateway.Redis.StartAgainAsync(),
            Excused = Excuses.RedisAway,
        },
        new("redis-frozen", "SIGSTOP, then SIGCONT of Redis")
        {
            Begin = gateway => gateway.Redis.FreezeAsync(),
            Hold = Brief,
            LongHold = Usual,
            End = gateway => gateway.Redis.ThawAsync(),
            Excused = Excuses.RedisAway,
        },
        PostgresStopped("postgres-stopped") with { Hold = PastFresh, LongHold = Usual },
        new("postgres-slow", "every piece of data from and to Postgres takes 100 ms longer")
        {
            Begin = Do(gateway => gateway.PostgresWire.Delay(TimeSpan.FromMilliseconds(100))),
            Hold = Brief,
            LongHold = Usual,
            End = Do(gateway => gateway.PostgresWire.Heal()),
            Excused = Excuses.PostgresAway,
        },
        new("postgres-blackholed", "nothing passes between the services and Postgres, and nothing breaks")
        {
            Begin = Do(gateway => gateway.PostgresWire.Blackhole()),
            Hold = PastFresh,
            LongHold = Usual,
            End = Do(gateway => gateway.PostgresWire.Heal()),
            Excused = Excuses.PostgresAway,
        },
        Search("search-hangs", "the search takes requests and does not answer", gateway => gateway.Serpapi.Mood = ToolMood.Hanging),
        Search("search-fails", "the search answers 500", gateway => gateway.Serpapi.Mood = ToolMood.Failing),
        Search("search-blackholed", "nothing passes to the search, and nothing breaks", gateway => gateway.SerpapiWire.Blackhole()),
        new("mail-fails", "mail is sent, and answered 500")
        {
            Begin = Do(gateway => gateway.Gmail.Mood = ToolMood.Failing),
            Hold = Brief,
            LongHold = Usual,
            End = Do(gateway => gateway.Gmail.Mood = ToolMood.Well),
            Excused = Excuses.MailFails,
            RecoversWithin = PastBreak,
        },
    ];

    public static FaultScenario None => new("no-fault", "nothing: what the load looks like")
    {
        Begin = _ => Task.CompletedTask,
        Hold = Brief,
        LongHold = Usual,
    };

    /// <summary>Takes part in the long form only.</summary>
    public static FaultScenario PostgresAwayForAMinute => PostgresStopped(LongOutage) with
    {
        LongHold = TimeSpan.FromMinutes(1),
        // What is known of tokens and decisions is believed for 60 s, and was asked a little before.
        Excused = Excuses.ServiceAway,
    };

    /// <summary>A breaker leaves a tool alone for 5 s before one call probes it.</summary>
    private static TimeSpan PastBreak => TimeSpan.FromSeconds(6);

    private static FaultScenario PostgresStopped(string name) => new(name, "Postgres crashed, its port closed; started again")
    {
        Begin = gateway => gateway.CrashPostgresAsync(),
        End = gateway => gateway.StartPostgresAgainAsync(),
        Excused = Excuses.PostgresAway,
    };

    private static FaultScenario Killed(
        string name, string injected, Func<FaultyGateway, ServiceProcess> service, IReadOnlyDictionary<Logs.CallKind, string[]> excused) => new(name, injected)
        {
            Begin = gateway => service(gateway).KillAsync(),
            End = gateway => service(gateway).StartAsync(),
            Excused = excused,
        };

    private static FaultScenario Frozen(string name, string injected, Func<FaultyGateway, ServiceProcess> service) => new(name, injected)
    {
        Begin = gateway => Signals.StopAsync(service(gateway).Id),
        Hold = Brief,
        LongHold = Usual,
        End = gateway => Signals.ContinueAsync(service(gateway).Id),
    };

    private static FaultScenario Search(string name, string injected, Action<FaultyGateway> begin) => new(name, injected)
    {
        Begin = Do(begin),
        Hold = Brief,
        LongHold = PastSampling,
        End = Do(gateway =>
        {
            gateway.Serpapi.Mood = ToolMood.Well;
            gateway.SerpapiWire.Heal();
        }),
        Excused = Excuses.SearchFails,
        RecoversWithin = PastBreak,
    };

    private static Func<FaultyGateway, Task> Do(Action<FaultyGateway> action) => gateway =>
    {
        action(gateway);
        return Task.CompletedTask;
    };
}
