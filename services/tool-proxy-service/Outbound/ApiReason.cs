using FourRunr.ToolProxy.Credentials;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Finds the reason that an API gives for a refusal: one line of bounded length, or null.</summary>
internal static class ApiReason
{
    private const int Longest = 300;

    /// <summary>Shorter secrets may occur in any text by chance.</summary>
    private const int ShortestSecret = 4;

    private static readonly string[] Members = ["error", "errors", "message", "error_description", "detail", "reason", "title"];

    /// <param name="body">E.g. <c>{"error": {"message": "…"}}</c>, <c>{"error": "…"}</c>, <c>{"detail": "…"}</c>.</param>
    public static string? Of(JsonNode? body, IReadOnlyList<string> secrets)
    {
        var text = Find(body, depth: 0);
        return text is null || SecretForms.Of(secrets, ShortestSecret) is { IsEmpty: false } forms && forms.AreIn(text) ? null : OneLine(text);
    }

    private static string? Find(JsonNode? node, int depth) => node switch
    {
        JsonValue value when depth > 0 && value.TryGetValue(out string? text) && !string.IsNullOrWhiteSpace(text) => text,
        JsonArray { Count: > 0 } list when depth < 4 => Find(list[0], depth + 1),
        JsonObject map when depth < 4 => Members.Select(name => Find(map[name], depth + 1)).FirstOrDefault(text => text is not null),
        _ => null,
    };

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character)).Trim();
        return line.Length <= Longest ? line : line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)];
    }
}
