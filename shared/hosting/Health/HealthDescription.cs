using FourRunr.Hosting.OpenApi;

namespace FourRunr.Hosting.Health;

/// <summary>The health endpoints as the OpenAPI document describes them.</summary>
internal static class HealthDescription
{
    private const string Tag = "Health";

    public static PlainOperation Liveness(string path, Type answer) =>
        new(Id("GetLiveness", path), "Whether the process runs.", Tag, answer);

    public static PlainOperation Readiness(string path, Type answer) =>
        new(Id("GetReadiness", path), "Whether the service can serve, with each of its parts.", Tag, answer, MayBeUnavailable: true);

    private static string Id(string id, string path) => path.StartsWith("/health/", StringComparison.Ordinal) ? id : $"Legacy{id}";
}
