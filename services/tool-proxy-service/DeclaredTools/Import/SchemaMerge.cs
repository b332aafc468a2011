using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Puts the parts of <c>allOf</c> together into one schema.</summary>
internal static class SchemaMerge
{
    /// <returns>False, with the schema in any state, when the parts say different things or are put together of others themselves.</returns>
    public static bool TryAdd(JsonObject whole, JsonObject part)
    {
        // What one part alone can say about other members would say it about those of all.
        if ((whole.Count > 0 && (SchemaKeywords.Compose(part) || part.ContainsKey("additionalProperties"))) || (part.Count > 0 && (SchemaKeywords.Compose(whole) || whole.ContainsKey("additionalProperties"))))
        {
            return false;
        }

        foreach (var (name, value) in part.ToArray())
        {
            part.Remove(name);
            if (!TryAdd(whole, name, value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAdd(JsonObject whole, string name, JsonNode? value)
    {
        switch (whole[name], value)
        {
            case (null, _) when !whole.ContainsKey(name):
                whole[name] = value;
                return true;
            case (JsonObject known, JsonObject more) when name == "properties":
                foreach (var (property, schema) in more.ToArray())
                {
                    more.Remove(property);
                    if (known[property] is { } there && !JsonNode.DeepEquals(there, schema))
                    {
                        return false;
                    }

                    known[property] = schema;
                }

                return true;
            case (JsonArray known, JsonArray more) when name == "required":
                foreach (var required in more.Where(item => known.All(there => (string?)there != (string?)item)).ToArray())
                {
                    known.Add(required!.DeepClone());
                }

                return true;
            case (var known, _) when name is "description" or "default" || JsonNode.DeepEquals(known, value):
                whole[name] = value;
                return true;
            default:
                return false;
        }
    }
}
