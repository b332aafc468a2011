using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>An OpenAPI document as the JSON that it is. References are followed within it; nothing is ever fetched.</summary>
internal sealed class ApiDocument
{
    private const int MostSteps = 16;

    private readonly Dictionary<string, JsonElement?> _targets = new(StringComparer.Ordinal);

    public ApiDocument(JsonElement root)
    {
        Root = root;
        Is30 = root.Text("openapi")?.StartsWith("3.0", StringComparison.Ordinal) == true;
    }

    public JsonElement Root { get; }

    /// <summary>Before 3.1, schemas were a dialect of their own.</summary>
    public bool Is30 { get; }

    /// <summary>What a value is after its references.</summary>
    /// <exception cref="UnsupportedException">They lead nowhere, out of the document, or round in circles.</exception>
    public JsonElement Resolve(JsonElement value)
    {
        for (var i = 0; i < MostSteps; i++)
        {
            if (value.Text("$ref") is not { } reference)
            {
                return value;
            }

            value = Find(reference) ?? throw new UnsupportedException("a '$ref' leads to nothing in this document; other documents are not fetched");
        }

        throw new UnsupportedException("a '$ref' leads back to itself");
    }

    /// <summary>Whether somewhere references lead to nothing but further references and back. A schema that contains itself further down is none of these.</summary>
    public bool HasCircles() => HasCircles(Root);

    private bool HasCircles(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => LeadsInCircles(value) || value.EnumerateObject().Any(member => HasCircles(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasCircles),
        _ => false,
    };

    private bool LeadsInCircles(JsonElement value)
    {
        for (var i = 0; i < MostSteps; i++)
        {
            if (value.Text("$ref") is not { } reference || Find(reference) is not { } target)
            {
                return false;
            }

            value = target;
        }

        return true;
    }

    /// <summary>RFC 6901.</summary>
    private JsonElement? Find(string reference)
    {
        if (!_targets.TryGetValue(reference, out var target))
        {
            _targets[reference] = target = Look(reference);
        }

        return target;
    }

    private JsonElement? Look(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        var value = Root;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else if (value.Member(name) is { } member)
            {
                value = member;
            }
            else
            {
                return null;
            }
        }

        return value;
    }
}
