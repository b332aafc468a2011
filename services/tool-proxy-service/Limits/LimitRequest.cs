namespace FourRunr.ToolProxy.Limits;

/// <summary>The limits that one call takes from.</summary>
/// <param name="AgentId">The owner of the bucket and counters; also the hash tag of its Redis keys.</param>
/// <param name="Quotas">All quotas that the call counts against; empty for a call that is refused anyway and takes only the rate
/// permit.</param>
internal readonly record struct LimitRequest(string AgentId, RateLimit RateLimit, IReadOnlyList<Quota> Quotas);
