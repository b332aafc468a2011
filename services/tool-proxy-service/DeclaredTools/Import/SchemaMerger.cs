using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Merges the schemas of <c>allOf</c> into one.</summary>
internal static class SchemaMerger
{
    /// <returns>False if the schemas contradict each other or are composed themselves; then the target is in an undefined state.</returns>
    public static bool TryMerge(JsonObject target, JsonObject schema) =>
        // These keywords depend on which properties are beside them.
        !(target.Count > 0 && DependsOnSiblings(schema)) && !(schema.Count > 0 && DependsOnSiblings(target))
        && schema.ToArray().All(member =>
        {
            schema.Remove(member.Key);
            return TryMerge(target, member.Key, member.Value);
        });

    private static bool DependsOnSiblings(JsonObject schema) => SchemaKeywords.Compose(schema) || schema.ContainsKey("additionalProperties");

    private static bool TryMerge(JsonObject target, string keyword, JsonNode? value)
    {
        switch (target[keyword], value)
        {
            case (JsonObject known, JsonObject more) when keyword == "properties":
                return more.ToArray().All(property =>
                {
                    more.Remove(property.Key);
                    return known.TryAdd(property.Key, property.Value) || JsonNode.DeepEquals(known[property.Key], property.Value);
                });
            case (JsonArray known, JsonArray more) when keyword == "required":
                foreach (var name in more.Where(name => known.All(other => (string?)other != (string?)name)).ToArray())
                {
                    known.Add(name!.DeepClone());
                }

                return true;
            case (var known, _) when keyword is "description" or "default" || !target.ContainsKey(keyword) || JsonNode.DeepEquals(known, value):
                target[keyword] = value;
                return true;
            default:
                return false;
        }
    }
}
