namespace FourRunr.Hosting.Health;

/// <summary>Answer of <c>/health/live</c> and <c>/health/ready</c>.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c>, <c>unavailable</c> or <c>shutting_down</c>.</param>
/// <param name="Parts">Part to <c>ok</c>, <c>degraded</c> or <c>unavailable</c>.</param>
/// <param name="Version">Of the gateway, e.g. <c>0.1.0</c>.</param>
public sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Parts, string Version);
