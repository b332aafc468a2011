namespace FourRunr.Contracts;

/// <summary>Something that should not happen in a healthy system, kept for auditors.</summary>
/// <param name="Kind">E.g. <c>provenance_mismatch</c>, <c>assertion_replayed</c>.</param>
/// <param name="Subject">Agent, token or key id; never a secret.</param>
public sealed record SecurityEventResponse(string EventId, string Kind, string? Subject, string Detail, DateTimeOffset OccurredAt, string? CorrelationId);
