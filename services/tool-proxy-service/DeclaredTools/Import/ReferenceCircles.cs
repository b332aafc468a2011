using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// Finds references that lead to nothing but further references and back. A schema that contains itself further down is none of these.
/// </summary>
internal static class ReferenceCircles
{
    private const int MostSteps = 16;

    public static bool Has(JsonElement document) => Has(document, document);

    private static bool Has(JsonElement value, JsonElement document) => value.ValueKind switch
    {
        JsonValueKind.Object => LeadsInCircles(value, document) || value.EnumerateObject().Any(member => Has(member.Value, document)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Has(item, document)),
        _ => false,
    };

    private static bool LeadsInCircles(JsonElement value, JsonElement document)
    {
        for (var i = 0; i < MostSteps; i++)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("$ref", out var reference) || reference.ValueKind != JsonValueKind.String
                || Find(reference.GetString()!, document) is not { } target)
            {
                return false;
            }

            value = target;
        }

        return true;
    }

    /// <summary>RFC 6901, within this document.</summary>
    private static JsonElement? Find(string reference, JsonElement document)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        var value = document;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value;
    }
}
