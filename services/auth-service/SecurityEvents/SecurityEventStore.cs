using FourRunr.Hosting.Correlation;

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

    public Task<Page<SecurityEventResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken) =>
        database.ListAsync<SecurityEventResponse>("security_events", "event_id, kind, subject, detail, occurred_at, correlation_id, events", "event_id", row => row.EventId, page, cancellationToken);
}
