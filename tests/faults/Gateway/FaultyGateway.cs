using FourRunr.Testing;
using FourRunr.Testing.FakeTools;
using FourRunr.Testing.ModelProvider;

namespace FourRunr.Faults.Gateway;

/// <summary>
/// The whole gateway in processes of its own: auth-service, policy-service and two front doors, each with a data directory that
/// outlives it, on a private Postgres and Redis, before tools and a provider of models that are real HTTP servers. Postgres and the search are reached through
/// wires that can be cut.
/// </summary>
internal sealed class FaultyGateway : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TimeProvider _clock;
    private TimeSpan _slowestRestart;

    private FaultyGateway(
        TimeProvider clock, PrivatePostgres postgres, PrivateRedis redis, FakeTool gmail, FakeTool serpapi, TestModelProvider models)
    {
        (_clock, Postgres, Redis, Gmail, Serpapi, Models) = (clock, postgres, redis, gmail, serpapi, models);
        PostgresWire = new TcpRelay(postgres.Port, clock);
        SerpapiWire = new TcpRelay(serpapi.Url.Port, clock);
        Uri auth = FreePort.FindUrl(), policy = FreePort.FindUrl(), first = FreePort.FindUrl(), second = FreePort.FindUrl();
        string[] shared =
        [
            // Without it the services keep their own time limits and demand every secret, as they do in earnest.
            "--environment=Production",
            $"--GATEWAY_PROXY_URL={first}",
            $"--GATEWAY_AUTH_URL={auth}",
            $"--GATEWAY_POLICY_URL={policy}",
            $"--ConnectionStrings:Postgres={PrivatePostgres.ConnectionString(PostgresWire.Port)}",
            $"--ConnectionStrings:Redis={redis.Address}",
        ];
        string[] tools =
        [
            "--UPSTREAM_MODE=live",
            // The load shows bad tokens on purpose, and every call is looked for in the records.
            "--Strangers:FailuresPerMinute=1000000",
            "--Strangers:FailureBurst=1000000",
            "--Strangers:FullRecordsPerSecond=100000",
            "--GATEWAY_REPLICAS=2",
            $"--Tools:gmail_send:BaseUrl={gmail.Url}",
            $"--Tools:serpapi:BaseUrl=http://127.0.0.1:{SerpapiWire.Port}",
            // Short, so that a hanging tool is seen to be given up within a scenario.
            "--Tools:serpapi:AttemptTimeout=00:00:01",
            "--Tools:serpapi:TotalTimeout=00:00:02",
            $"--OUTBOUND_ALLOWED_TARGETS={gmail.Url.Authority},127.0.0.1:{SerpapiWire.Port},{models.Url.Authority}",
            $"--MODELS_FILE={ModelFiles.WriteProviders(_directory.Path, models.Url)}",
            $"--PRICES_FILE={ModelFiles.WritePrices(_directory.Path)}",
            "--TOOL_CREDENTIAL:gmail_send=an-access-token",
            "--TOOL_CREDENTIAL:serpapi=a-key",
        ];
        Auth = Process("auth-service", "FourRunr.AuthService", auth, shared);
        Policy = Process("policy-service", "FourRunr.PolicyService", policy, shared);
        Doors =
        [
            Process("proxy-1", "FourRunr.ToolProxyService", first, [.. shared, .. tools]),
            Process("proxy-2", "FourRunr.ToolProxyService", second, [.. shared, .. tools]),
        ];
    }

    public ServiceProcess Auth { get; }

    public ServiceProcess Policy { get; }

    /// <summary>The front doors.</summary>
    public IReadOnlyList<ServiceProcess> Doors { get; }

    public IReadOnlyList<ServiceProcess> Services => [Auth, Policy, .. Doors];

    public PrivatePostgres Postgres { get; }

    /// <summary>Between the services and Postgres.</summary>
    public TcpRelay PostgresWire { get; }

    public PrivateRedis Redis { get; }

    public FakeTool Gmail { get; }

    public FakeTool Serpapi { get; }

    public TestModelProvider Models { get; }

    /// <summary>Between the front doors and the search.</summary>
    public TcpRelay SerpapiWire { get; }

    public static async Task<FaultyGateway> StartAsync(TimeProvider clock)
    {
        var gateway = new FaultyGateway(
            clock,
            await PrivatePostgres.StartAsync(),
            await PrivateRedis.StartAsync(),
            await FakeGmail.StartAsync(),
            await FakeSerpapi.StartAsync(),
            await TestModelProvider.StartAsync(FreePort.FindUrl()));
        try
        {
            foreach (var service in gateway.Services)
            {
                await service.StartAsync();
            }

            await Readiness.WaitAsync(gateway.Services, clock);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Postgres ends without a farewell, and nobody listens at its port.</summary>
    public async Task CrashPostgresAsync()
    {
        PostgresWire.Refuse();
        await Postgres.CrashAsync();
    }

    public async Task StartPostgresAgainAsync()
    {
        await Postgres.StartAgainAsync();
        PostgresWire.Heal();
    }

    /// <summary>As if it had crashed and a supervisor saw to it; returns when it is ready.</summary>
    public async Task KillAndStartAsync(ServiceProcess service)
    {
        var killed = _clock.GetTimestamp();
        await service.KillAsync();
        await service.StartAsync();
        await Readiness.WaitAsync([service], _clock);
        _slowestRestart = _clock.GetElapsedTime(killed) is var took && took > _slowestRestart ? took : _slowestRestart;
    }

    /// <summary>The longest from a kill until its service was ready, since this was asked last.</summary>
    public TimeSpan TakeSlowestRestart()
    {
        var slowest = _slowestRestart;
        _slowestRestart = TimeSpan.Zero;
        return slowest;
    }

    /// <summary>What a service has said so far, for whoever looks into a failure.</summary>
    public string LogOf(ServiceProcess service) => File.ReadAllText(LogFile(NameOf(service)));

    public string NameOf(ServiceProcess service) =>
        service == Auth ? "auth-service" : service == Policy ? "policy-service" : service == Doors[0] ? "proxy-1" : "proxy-2";

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
        {
            await service.DisposeAsync();
        }

        await PostgresWire.DisposeAsync();
        await SerpapiWire.DisposeAsync();
        await Gmail.DisposeAsync();
        await Serpapi.DisposeAsync();
        await Models.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        _directory.Dispose();
    }

    private string LogFile(string name) => Path.Combine(_directory.Path, $"{name}.log");

    private ServiceProcess Process(string name, string assembly, Uri url, string[] arguments) =>
        new(assembly, url, [$"--GATEWAY_DATA_DIR={Path.Combine(_directory.Path, name)}", .. arguments], LogFile(name));
}
