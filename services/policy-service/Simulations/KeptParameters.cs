using System.Text.RegularExpressions;

namespace FourRunr.Policy.Simulations;

/// <summary>
/// The parameters in a call record. tool-proxy-service replaces values that must not be recorded by a note such as <c>[redacted]</c>,
/// <c>[number]</c> or <c>[27 characters]</c>, and cuts long texts. No rule can be judged on such values.
/// </summary>
internal static partial class KeptParameters
{
    /// <summary>A text of at least this length may have been cut.</summary>
    private const int MaybeCut = 255;

    /// <summary>Null when the record has no parameters.</summary>
    public static JsonElement? Of(JsonNode? parameters) => parameters is JsonObject ? JsonSerializer.SerializeToElement(parameters) : null;

    public static bool IsWhole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(member => IsWhole(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsWhole),
        JsonValueKind.String => value.GetString()! is var text && text.Length < MaybeCut && !Note().IsMatch(text),
        _ => true,
    };

    [GeneratedRegex(@"^\[(redacted|left out|nested|number|[0-9]+ (characters|more))\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Note();
}
