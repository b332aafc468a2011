namespace FourRunr.Testing;

/// <summary>Storage arguments for a service under test on one of the two backends.</summary>
public sealed class TestStorageSettings : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    private TestStorageSettings(string? postgres, string? redis)
    {
        Arguments =
        [
            $"--GATEWAY_DATA_DIR={_data.Path}",
            .. postgres is null ? (string[])[] : [$"--ConnectionStrings:Postgres={postgres}"],
            .. redis is null ? (string[])[] : [$"--ConnectionStrings:Redis={redis}"],
        ];
    }

    /// <summary>Pass to <see cref="RunningService.StartAsync"/>.</summary>
    public string[] Arguments { get; }

    public string DataDirectory => _data.Path;

    public static async Task<TestStorageSettings> CreateAsync(Backend backend) => backend switch
    {
        Backend.Cluster => new TestStorageSettings(await TestServers.CreatePostgresDatabaseAsync(), TestServers.NextRedisDatabase()),
        _ => new TestStorageSettings(null, null),
    };

    public void Dispose() => _data.Dispose();
}
