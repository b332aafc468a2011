using FourRunr.Auth.KeyRing;
using FourRunr.Storage;

namespace FourRunr.Auth.Housekeeping;

/// <summary>Deletes expired rows and keys, in batches, so that requests do not wait long for the database.</summary>
internal sealed partial class Housekeeper(Database database, SigningKeyRing ring, TimeProvider clock, ILogger<Housekeeper> log)
    : BackgroundService
{
    /// <summary>How often it runs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How long a token stays listed after it expired.</summary>
    public static readonly TimeSpan TokensKept = TimeSpan.FromDays(7);

    /// <summary>How long a security event is kept.</summary>
    public static readonly TimeSpan EventsKept = TimeSpan.FromDays(90);

    /// <summary>How long a used code is recognised.</summary>
    public static readonly TimeSpan AuthorizationsKept = TimeSpan.FromDays(1);

    private const int BatchSize = 1000;

    /// <summary>Deletes everything that is due.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        const string assertionIds = """
            DELETE FROM assertion_ids WHERE (agent_id, jti) IN
                (SELECT agent_id, jti FROM assertion_ids WHERE expires_at < @Before LIMIT @BatchSize)
            """;
        const string tokens = """
            DELETE FROM tokens WHERE token_id IN
                (SELECT token_id FROM tokens WHERE expires_at < @Before LIMIT @BatchSize)
            """;
        const string events = """
            DELETE FROM security_events WHERE event_id IN
                (SELECT event_id FROM security_events WHERE occurred_at < @Before LIMIT @BatchSize)
            """;
        const string authorizations = """
            DELETE FROM authorizations WHERE consent_hash IN
                (SELECT consent_hash FROM authorizations WHERE expires_at < @Before LIMIT @BatchSize)
            """;
        const string refreshTokens = """
            DELETE FROM refresh_tokens WHERE token_hash IN
                (SELECT token_hash FROM refresh_tokens WHERE expires_at < @Before LIMIT @BatchSize)
            """;
        const string grants = """
            DELETE FROM client_grants WHERE family_id IN
                (SELECT family_id FROM client_grants WHERE expires_at < @Before LIMIT @BatchSize)
            """;
        const string clients = """
            DELETE FROM registered_clients WHERE client_id IN
                (SELECT client_id FROM registered_clients WHERE expires_at < @Before LIMIT @BatchSize)
            """;
        var now = clock.GetUtcNow();
        await DeleteAsync(assertionIds, now, cancellationToken);
        await DeleteAsync(tokens, now - TokensKept, cancellationToken);
        await DeleteAsync(events, now - EventsKept, cancellationToken);
        await DeleteAsync(authorizations, now - AuthorizationsKept, cancellationToken);
        await DeleteAsync(refreshTokens, now, cancellationToken);
        await DeleteAsync(grants, now - TokensKept, cancellationToken);
        await DeleteAsync(clients, now, cancellationToken);
        await ring.PruneAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                Log.Postponed(log);
            }
        }
    }

    private async Task DeleteAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            deleted = await database.ExecuteAsync(sql, new { Before = before, BatchSize }, cancellationToken, isPatient: true);
        }
        while (deleted == BatchSize);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not available. Expired rows are deleted later.")]
        public static partial void Postponed(ILogger logger);
    }
}
