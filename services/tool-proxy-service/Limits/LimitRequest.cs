namespace FourRunr.ToolProxy.Limits;

/// <summary>What one call asks for.</summary>
/// <param name="AgentId">Whose bucket and counters; also the hash tag of all its keys.</param>
/// <param name="Quotas">All that the call counts against; empty for a call that is refused anyway, which takes rate alone.</param>
internal readonly record struct LimitRequest(string AgentId, RateLimit RateLimit, IReadOnlyList<Quota> Quotas);
