namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// Chunks of chat completions. Every string of a <c>delta</c> is a piece of a text, also where providers have members of their own, but for what is
/// known to come whole.
/// </summary>
internal sealed class ChatRewriter(StreamFilters filters) : EventRewriter(filters)
{
    private static readonly HashSet<string> Whole = ["role", "id", "type", "name", "format", "data", "signature"];
    private static readonly HashSet<string> WholeInside = ["annotations", "citations", "citation"];

    private JsonObject _last = [];

    protected override void FindPieces(JsonObject data)
    {
        _last = data;
        foreach (var choice in ChoicesOf(data))
        {
            if (choice["delta"] is JsonObject delta)
            {
                FindPieces(delta, [], IndexOf(choice));
            }
        }
    }

    protected override bool IsBare(JsonObject data) =>
        data["usage"] is null && ChoicesOf(data).All(choice => !HasFinished(choice) && !HasOther(choice["delta"]));

    protected override Func<FilteredText, bool>? EndedBy(JsonObject data)
    {
        var finished = ChoicesOf(data).Where(HasFinished).Select(choice => GroupOf(IndexOf(choice))).ToArray();
        return finished.Length == 0 ? null : text => finished.Contains(text.Group);
    }

    protected override string NameOf(JsonObject data) => "";

    private static IEnumerable<JsonObject> ChoicesOf(JsonObject data) => (data["choices"] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static long IndexOf(JsonObject choice) => choice.Number("index") ?? 0;

    private static string GroupOf(long choice) => choice.ToString(CultureInfo.InvariantCulture);

    private static bool HasFinished(JsonObject choice) => choice.Text("finish_reason") is { Length: > 0 };

    private static bool HasOther(JsonNode? node) => node switch
    {
        JsonObject members => members.Any(member => member.Key != "index" && HasOther(member.Value)),
        JsonArray items => items.Any(HasOther),
        null => false,
        _ => true,
    };

    private void FindPieces(JsonObject node, Step[] path, long choice)
    {
        foreach (var (name, value) in node.ToArray())
        {
            switch (value)
            {
                case JsonValue text when text.GetValueKind() == JsonValueKind.String && !Whole.Contains(name):
                    Step[] full = [.. path, new Step(name)];
                    var group = GroupOf(choice);
                    Piece(
                        node, name, $"{group} {string.Join('.', full.Select(step => step.Key))}", group,
                        () => new WholePlace($"choices[].message.{string.Join('.', full.Select(step => step.Name))}"),
                        () => left => Chunk(choice, full, left));
                    break;
                case JsonObject members when !WholeInside.Contains(name):
                    FindPieces(members, [.. path, new Step(name)], choice);
                    break;
                case JsonArray items when !WholeInside.Contains(name):
                    for (var i = 0; i < items.Count; i++)
                    {
                        if (items[i] is JsonObject item)
                        {
                            FindPieces(item, [.. path, Step.OfItem(name, item, i)], choice);
                        }
                    }

                    break;
            }
        }
    }

    /// <summary>A chunk like the last one, with this text alone.</summary>
    private JsonObject Chunk(long choice, Step[] path, string text)
    {
        JsonNode delta = text;
        foreach (var step in path.Reverse())
        {
            delta = step.Wrap(delta);
        }

        var chunk = new JsonObject();
        foreach (var (name, value) in _last)
        {
            if (name is not ("choices" or "usage" or "obfuscation"))
            {
                chunk[name] = value?.DeepClone();
            }
        }

        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = choice, ["delta"] = delta, ["finish_reason"] = null });
        return chunk;
    }

    /// <summary>A step to a text: a member, or an item of a list that is a member.</summary>
    private sealed record Step(string Member, long? Index = null, string? Type = null)
    {
        public string Name => Index is null ? Member : $"{Member}[]";

        public string Key => Index is null ? Member : $"{Member}[{Index} {Type}]";

        /// <summary>Items are told apart by their <c>index</c>; those without one by their place and type.</summary>
        public static Step OfItem(string list, JsonObject item, int place) => item.Number("index") is { } index
            ? new Step(list, index)
            : new Step(list, place, item.Text("type") ?? "");

        public JsonObject Wrap(JsonNode inner)
        {
            if (Index is null)
            {
                return new JsonObject { [Member] = inner };
            }

            var item = inner.AsObject();
            if (Type is null)
            {
                item.Insert(0, "index", Index);
            }
            else if (Type.Length > 0)
            {
                item.Insert(0, "type", Type);
            }

            return new JsonObject { [Member] = new JsonArray(item) };
        }
    }
}
