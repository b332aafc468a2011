using FourRunr.Auth.KeyRing;

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
        var now = clock.GetUtcNow();
        await DeleteAsync("assertion_ids", "agent_id, jti", "expires_at", now, cancellationToken);
        await DeleteAsync("tokens", "token_id", "expires_at", now - TokensKept, cancellationToken);
        await DeleteAsync("security_events", "event_id", "occurred_at", now - EventsKept, cancellationToken);
        await DeleteAsync("authorizations", "consent_hash", "expires_at", now - AuthorizationsKept, cancellationToken);
        await DeleteAsync("refresh_tokens", "token_hash", "expires_at", now, cancellationToken);
        await DeleteAsync("client_grants", "family_id", "expires_at", now - TokensKept, cancellationToken);
        await DeleteAsync("registered_clients", "client_id", "expires_at", now, cancellationToken);
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

    /// <param name="table">A name, like those of the key and the time; never from outside.</param>
    private async Task DeleteAsync(string table, string key, string time, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var sql = $"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} < @before LIMIT @BatchSize)";
        int deleted;
        do
        {
            deleted = await database.ExecuteAsync(sql, new { before, BatchSize }, cancellationToken, isPatient: true);
        }
        while (deleted == BatchSize);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not available. Expired rows are deleted later.")]
        public static partial void Postponed(ILogger logger);
    }
}
