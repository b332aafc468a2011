namespace FourRunr.ToolProxy.OpenApi;

/// <summary>Adds forwarded operations to the front door's own document.</summary>
internal static class MergedDocument
{
    public static JsonObject Of(JsonObject own, IEnumerable<ForwardedDocument> forwarded)
    {
        var merged = (JsonObject)own.DeepClone();
        List<string> missing = [];
        foreach (var source in forwarded)
        {
            if (source.Json is { } document)
            {
                Add(merged, (JsonObject)document.DeepClone(), source);
            }
            else
            {
                missing.Add(source.Service);
            }
        }

        if (missing.Count > 0)
        {
            merged["info"]!["description"] =
                $"{merged["info"]!["description"]} Operations of {string.Join(" and ", missing)} are missing here, for lack of an answer so far.";
        }

        return merged;
    }

    private static void Add(JsonObject merged, JsonObject document, ForwardedDocument source)
    {
        var known = Child(merged, "components");
        while (FindClash(known, document) is (string clashing, string taken))
        {
            document = Rename(document, clashing, taken, $"{source.Service}.{taken}");
        }

        foreach (var (kind, name, member) in Components(document))
        {
            Child(known, kind).TryAdd(name, member.DeepClone());
        }

        var paths = Child(merged, "paths");
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            if (source.Has(path))
            {
                paths.TryAdd(path, item!.DeepClone());
            }
        }

        var tags = merged["tags"]!.AsArray();
        var used = paths.SelectMany(path => path.Value!.AsObject()).SelectMany(operation => operation.Value?["tags"]?.AsArray() ?? []).Select(tag => (string?)tag);
        foreach (var tag in document["tags"]?.AsArray() ?? [])
        {
            if (used.Contains((string?)tag!["name"]) && tags.All(known => (string?)known!["name"] != (string?)tag["name"]))
            {
                tags.Add(tag.DeepClone());
            }
        }
    }

    private static IEnumerable<(string Kind, string Name, JsonNode Member)> Components(JsonObject document) =>
        from kind in document["components"] as JsonObject ?? []
        from member in kind.Value!.AsObject()
        select (kind.Key, member.Key, member.Value!);

    /// <summary>A component whose name has another meaning in the front door's document.</summary>
    private static (string Kind, string Name)? FindClash(JsonObject known, JsonObject document) => Components(document)
        .Where(component => known[component.Kind]?[component.Name] is { } other && !JsonNode.DeepEquals(other, component.Member))
        .Select(component => ((string, string)?)(component.Kind, component.Name))
        .FirstOrDefault();

    private static JsonObject Rename(JsonObject document, string kind, string name, string other)
    {
        var members = document["components"]![kind]!.AsObject();
        members.Remove(name, out var member);
        members[other] = member;
        return JsonNode.Parse(document.ToJsonString().Replace(Reference(name), Reference(other), StringComparison.Ordinal))!.AsObject();

        string Reference(string to) => new JsonObject { ["$ref"] = $"#/components/{kind}/{to}" }.ToJsonString()[1..^1];
    }

    private static JsonObject Child(JsonObject parent, string name) => (parent[name] ??= new JsonObject()).AsObject();
}
