using System.Text.Json;

namespace FourRunr.Hosting.Validation;

internal static class FieldPath
{
    /// <summary><c>Spec.RateLimit.Per</c> as the caller wrote it: <c>spec.rate_limit.per</c>.</summary>
    public static string ToWire(string propertyPath) =>
        string.Join('.', propertyPath.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
