using FourRunr.Hosting.Correlation;
using FourRunr.Storage;

namespace FourRunr.Auth.SecurityEvents;

/// <summary>The table of security events.</summary>
internal sealed class SecurityEventStore(Database database, IHttpContextAccessor accessor, TimeProvider clock)
{
    /// <param name="events">How many events the row stands for; null for a single event.</param>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task AddAsync(
        string kind, string? subject, string detail, DateTimeOffset occurredAt, long? events, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO security_events (event_id, kind, subject, detail, occurred_at, correlation_id, events)
            VALUES (@EventId, @Kind, @Subject, @Detail, @OccurredAt, @CorrelationId, @Events)
            """;
        var row = new SecurityEventResponse(
            GatewayId.New(GatewayId.SecurityEvent, clock), kind, subject, detail, occurredAt,
            accessor.HttpContext is { } context ? CorrelationId.Of(context) : null, events);
        return database.ExecuteAsync(sql, row, cancellationToken);
    }

    public async Task<Page<SecurityEventResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT event_id, kind, subject, detail, occurred_at, correlation_id, events
            FROM security_events
            WHERE @Cursor IS NULL OR event_id < @Cursor
            ORDER BY event_id DESC
            LIMIT @SizeToRead
            """;
        var rows = await database.QueryAsync<SecurityEventResponse>(sql, page, cancellationToken);
        return page.Page(rows, row => row, row => row.EventId);
    }
}
