using FourRunr.Hosting.OpenApi;

namespace FourRunr.Hosting.Health;

/// <summary>The health endpoints as the OpenAPI document describes them. Answers may have further members.</summary>
internal static class HealthDescription
{
    private const string Tag = "Health";

    public static PlainOperation Liveness(string path) =>
        new(Id("GetLiveness", path), "Whether the process runs.", Tag, typeof(HealthAnswer));

    public static PlainOperation Readiness(string path) =>
        new(Id("GetReadiness", path), "Whether the service can serve, with each of its parts.", Tag, typeof(HealthAnswer), MayBeUnavailable: true);

    private static string Id(string id, string path) => path.StartsWith("/health/", StringComparison.Ordinal) ? id : $"Legacy{id}";

    /// <param name="Status"><c>ok</c>, <c>degraded</c>, <c>unavailable</c> or <c>shutting_down</c>.</param>
    /// <param name="Parts">Each part with one of these words.</param>
    private sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Parts);
}
