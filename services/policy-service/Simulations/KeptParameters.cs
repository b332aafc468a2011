using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FourRunr.Policy.Simulations;

/// <summary>
/// The parameters of a record as the tool proxy keeps them: in place of what must not be kept stands a note such as
/// <c>[redacted]</c>, <c>[number]</c> or <c>[27 characters]</c>, and long texts are cut. No rule can be judged on those.
/// </summary>
internal static partial class KeptParameters
{
    /// <summary>From this length on a text may have been cut.</summary>
    private const int MaybeCut = 255;

    /// <summary>Null when the record holds none.</summary>
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
