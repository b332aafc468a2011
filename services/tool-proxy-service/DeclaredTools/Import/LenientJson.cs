namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Reads members of a document that has not been validated. A member of another type counts as absent.</summary>
internal static class LenientJson
{
    public static JsonElement? Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    public static string? Text(this JsonElement value, string name) => value.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <returns>Null also for an empty text.</returns>
    public static string? FilledText(this JsonElement value, string name) => value.Text(name) is { Length: > 0 } text ? text : null;

    public static bool Flag(this JsonElement value, string name) => value.Member(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonProperty> Members(this JsonElement value, string name) =>
        value.Member(name) is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject() : [];

    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.Member(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    public static IEnumerable<string> Texts(this JsonElement value, string name) =>
        value.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>Sets a member, unless its value is null or an object or array without members.</summary>
    public static void SetIfFilled(this JsonObject target, string name, JsonNode? value)
    {
        if (value is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 }))
        {
            target[name] = value;
        }
    }
}
