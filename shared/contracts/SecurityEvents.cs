namespace FourRunr.Contracts;

/// <summary>Something that should not happen in a healthy system, kept for auditors.</summary>
/// <param name="Kind">E.g. <c>provenance_mismatch</c>, <c>assertion_replayed</c>.</param>
/// <param name="Subject">Agent, token or key id; never a secret.</param>
/// <param name="OccurredAt">Of a sum: when its first event was seen; it ends at most a minute later.</param>
/// <param name="Events">How many events a sum stands for; absent for a single one. A subject's first of a minute is always by itself.</param>
public sealed record SecurityEventResponse(
    string EventId, string Kind, string? Subject, string Detail, DateTimeOffset OccurredAt, string? CorrelationId, long? Events = null);
