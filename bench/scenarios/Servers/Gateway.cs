namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>The gateway as its users run it, with the default configuration: nothing is switched off.</summary>
internal abstract class Gateway(string name) : MeasuredSystem(name)
{
    private readonly Uri _auth = ServerProcess.SpareAddress();
    private readonly Uri _policy = ServerProcess.SpareAddress();

    /// <summary>What a forged token costs would not show if it were refused by its address, or left no record.</summary>
    private static readonly Dictionary<string, string> EveryForgery = new()
    {
        ["Strangers__FailuresPerMinute"] = "1000000",
        ["Strangers__FailureBurst"] = "1000000",
        ["Strangers__FullRecordsPerSecond"] = "100000",
    };

    public override Uri Url { get; } = ServerProcess.SpareAddress();

    public abstract AuditRows Audit { get; }

    /// <summary>SQL on the storage of a service (<c>auth</c>, <c>policy</c> or <c>proxy</c>), in the dialect of this gateway's database.</summary>
    public abstract Task FillAsync(string service, string sql);

    /// <summary>Lets the database finish what a fill has left to do in the background.</summary>
    public abstract Task TidyAsync();

    public abstract bool IsPostgres { get; }

    /// <summary>Beyond the defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = EveryForgery;

    protected string DataDirectory { get; } = Path.Combine(BenchRun.Work, name.Replace(' ', '-'));

    public async Task StartAsync()
    {
        var services = StartServices(new Dictionary<string, string>(Settings)
        {
            ["GATEWAY_DATA_DIR"] = DataDirectory,
            ["GATEWAY_PROXY_URL"] = Url.ToString(),
            ["GATEWAY_AUTH_URL"] = _auth.ToString(),
            ["GATEWAY_POLICY_URL"] = _policy.ToString(),
            ["GATEWAY_CONSOLE"] = "off",
        });
        foreach (var service in services)
        {
            Add(service);
        }

        foreach (var url in new[] { _auth, _policy, Url })
        {
            await services[0].WaitUntilAnswersAsync(new Uri(url, "/health/ready"));
        }
    }

    public Task<Metrics> ReadMetricsAsync() => Metrics.ReadAsync(new Uri(Url, "/metrics"));

    /// <returns>The front door first.</returns>
    protected abstract IReadOnlyList<ServerProcess> StartServices(Dictionary<string, string> environment);
}
