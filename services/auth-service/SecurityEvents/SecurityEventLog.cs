using FourRunr.Auth.Telemetry;
using FourRunr.Contracts;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Paging;
using FourRunr.Storage;

namespace FourRunr.Auth.SecurityEvents;

/// <summary>Keeps what should not happen in a healthy system, for auditors; see <see cref="SecurityEventKind"/>. Of a flood most in sums.</summary>
internal sealed partial class SecurityEventLog(
    Database database, SecurityEventSums sums, AuthMetrics metrics, IHttpContextAccessor accessor, TimeProvider clock, ILogger<SecurityEventLog> log)
{
    /// <param name="tokenId">What the token calls itself.</param>
    /// <param name="detail">How it differs; no secret.</param>
    public Task ProvenanceMismatchAsync(string tokenId, string detail, CancellationToken cancellationToken) =>
        RecordAsync(SecurityEventKind.ProvenanceMismatch, tokenId, detail, cancellationToken);

    public Task AssertionReplayedAsync(string agentId, CancellationToken cancellationToken) =>
        RecordAsync(SecurityEventKind.AssertionReplayed, agentId, "A client assertion was sent a second time.", cancellationToken);

    public async Task<Page<SecurityEventResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT event_id, kind, subject, detail, occurred_at, correlation_id, events
            FROM security_events
            WHERE @Cursor IS NULL OR event_id < @Cursor
            ORDER BY event_id DESC
            LIMIT @SizeToRead
            """;
        var rows = await database.QueryAsync<SecurityEventRow>(sql, page, cancellationToken);
        return page.Page(rows, row => row.ToResponse(), row => row.EventId);
    }

    /// <summary>Of events of which nothing is kept by itself.</summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public Task KeepAsync(SecurityEventSum sum, CancellationToken cancellationToken)
    {
        Log.Summed(log, sum.Events, sum.Kind, sum.Subject);
        return InsertAsync(sum.Kind, sum.Subject, $"{sum.Events} more in the minute that began then.", sum.Since, sum.Events, cancellationToken);
    }

    private async Task RecordAsync(string kind, string subject, string detail, CancellationToken cancellationToken)
    {
        metrics.SecurityEvent(kind);
        if (!sums.IsSingle(kind, subject))
        {
            return;
        }

        Log.Recorded(log, kind, subject);
        try
        {
            await InsertAsync(kind, subject, detail, clock.GetUtcNow(), events: null, cancellationToken);
        }
        catch
        {
            sums.Add(kind, subject, 1);
            throw;
        }
    }

    private Task<int> InsertAsync(
        string kind, string? subject, string detail, DateTimeOffset occurredAt, long? events, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO security_events (event_id, kind, subject, detail, occurred_at, correlation_id, events)
            VALUES (@EventId, @Kind, @Subject, @Detail, @OccurredAt, @CorrelationId, @Events)
            """;
        var row = new
        {
            EventId = GatewayId.New(GatewayId.SecurityEvent, clock),
            Kind = kind,
            Subject = subject,
            Detail = detail,
            OccurredAt = occurredAt,
            CorrelationId = accessor.HttpContext is { } context ? CorrelationId.Of(context) : null,
            Events = events,
        };
        return database.ExecuteAsync(sql, row, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Security event {Kind} about {Subject}.")]
        public static partial void Recorded(ILogger logger, string kind, string subject);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Events} more security events {Kind} about {Subject} in the last minute.")]
        public static partial void Summed(ILogger logger, long events, string kind, string? subject);
    }
}
