using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.BuiltInTools.Serpapi;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FourRunr.ToolProxy.Tests.Idempotency;

/// <summary>One database and any number of replicas on it, all by one clock.</summary>
internal sealed class IdempotencyUnderTest : IAsyncDisposable
{
    public static readonly string Kek = NewKek();

    private readonly TemporaryDirectory _directory = new();
    private readonly List<Database> _databases = [];
    private readonly string? _postgres;

    private IdempotencyUnderTest(string? postgres) => _postgres = postgres;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The first replica.</summary>
    public IdempotentCalls Calls { get; private set; } = null!;

    public Database Database => _databases[0];

    public IdempotencyStore Store => new(Database);

    public static async Task<IdempotencyUnderTest> CreateAsync(Backend backend)
    {
        var test = new IdempotencyUnderTest(backend == Backend.Cluster ? await TestServers.CreatePostgresDatabaseAsync() : null);
        test.Calls = await test.StartReplicaAsync();
        return test;
    }

    public async Task<IdempotentCalls> StartReplicaAsync(string? kek = null, string? previousKek = null)
    {
        Database database = _postgres is null
            ? new SqliteDatabase(Path.Combine(_directory.Path, "proxy.db"))
            : new PostgresDatabase(_postgres, "proxy");
        _databases.Add(database);
        database.Migrate(typeof(ToolProxyService).Assembly);
        var secrets = new IdempotencySecretStore(database, Envelope(kek ?? Kek, previousKek));
        await secrets.StartAsync(CancellationToken.None);
        return new IdempotentCalls(new IdempotencyStore(database), secrets, Clock, NullLogger<IdempotentCalls>.Instance);
    }

    public static string NewKek() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static IdempotentCall Mail(string key = "key-1", string to = "ann@example.com") =>
        new("agt_1", MailAction, key, JsonElement.Parse($$"""{"to": "{{to}}", "subject": "Hello", "text": "Good day."}"""));

    public static IdempotentCall Search(string key = "key-1") =>
        new("agt_1", SearchAction, key, JsonElement.Parse("""{"q": "coffee"}"""));

    public static ToolAction MailAction { get; } =
        GmailSendTool.Actions(new MockGmailSend()).Single(action => action.Name == GmailSendTool.Send);

    public static ToolAction SearchAction { get; } = SerpapiTool.Actions(new MockSerpapi()).Single();

    public static ToolResult.Failure Failure(ErrorKind kind, bool transient = false, bool acted = false) =>
        new(kind, "Because.") { IsTransient = transient, MayHaveActed = acted };

    public Task<long> CountAsync() => Database.QuerySingleOrDefaultAsync<long>(
        "SELECT COUNT(*) FROM idempotent_calls", values: null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        _directory.Dispose();
    }

    private static KeyEnvelope Envelope(string kek, string? previous)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GATEWAY_ADMIN_KEY"] = TestSecrets.AdminKey,
            ["GATEWAY_SERVICE_KEY"] = TestSecrets.ServiceKey,
            ["GATEWAY_KEK"] = kek,
            ["GATEWAY_KEK_PREVIOUS"] = previous,
        }).Build();
        var environment = Host.CreateEmptyApplicationBuilder(settings: null).Environment;
        return new KeyEnvelope(GatewaySecrets.Load(configuration, GatewaySettings.From(configuration, environment)));
    }
}

internal static class ClaimAssertions
{
    public static async Task<IdempotencyHandle> GrantedAsync(this Task<IdempotencyClaim> claim) =>
        Xunit.Assert.IsType<IdempotencyClaim.Granted>(await claim).Handle;

    public static async Task<ToolResult> ReplayedAsync(this Task<IdempotencyClaim> claim) =>
        Xunit.Assert.IsType<IdempotencyClaim.Replay>(await claim).Result;

    public static async Task<ToolProxy.Refusals.Refusal> RefusedAsync(this Task<IdempotencyClaim> claim, ErrorKind kind)
    {
        var why = Xunit.Assert.IsType<IdempotencyClaim.Refused>(await claim).Why;
        Xunit.Assert.Equal(kind, why.Kind);
        return why;
    }
}
