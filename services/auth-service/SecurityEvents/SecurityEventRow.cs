using FourRunr.Contracts;

namespace FourRunr.Auth.SecurityEvents;

internal sealed class SecurityEventRow
{
    public required string EventId { get; init; }
    public required string Kind { get; init; }
    public string? Subject { get; init; }
    public required string Detail { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public string? CorrelationId { get; init; }
    public long? Events { get; init; }

    public SecurityEventResponse ToResponse() => new(EventId, Kind, Subject, Detail, OccurredAt, CorrelationId, Events);
}
