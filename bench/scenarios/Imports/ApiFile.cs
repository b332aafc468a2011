namespace FourRunr.Bench.Scenarios.Imports;

/// <summary>An OpenAPI 3 document of a file.</summary>
/// <param name="Operations">E.g. <c>GET /pets</c>.</param>
/// <param name="Schemes">Names of its security schemes.</param>
internal sealed record ApiFile(JsonElement Json, IReadOnlyList<string> Operations, IReadOnlyList<string> Schemes)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    /// <returns>Null for another file.</returns>
    public static ApiFile? Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var json = document.RootElement.Clone();
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("openapi", out var version) || version.GetString()?.StartsWith('3') != true)
        {
            return null;
        }

        var operations = Members(json, "paths").SelectMany(path => path.Value.EnumerateObject()
            .Where(member => Methods.Contains(member.Name))
            .Select(member => $"{member.Name.ToUpperInvariant()} {path.Name}"));
        var schemes = json.TryGetProperty("components", out var components) ? Members(components, "securitySchemes").Select(scheme => scheme.Name) : [];
        return new ApiFile(json, [.. operations], [.. schemes]);
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string name) => json.TryGetProperty(name, out var members) ? members.EnumerateObject() : default;
}
