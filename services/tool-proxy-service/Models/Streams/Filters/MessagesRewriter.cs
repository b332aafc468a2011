namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// Events of messages. The input of a tool is an object in an answer that does not stream, so its filters need it whole; it leaves with the end of
/// its block.
/// </summary>
internal sealed class MessagesRewriter(StreamFilters filters) : EventRewriter(filters)
{
    private const string Delta = "content_block_delta";
    private const string Input = "partial_json";

    protected override void FindPieces(JsonObject data)
    {
        var block = data.Number("index") ?? 0;
        switch (data.Text("type"))
        {
            case Delta when data["delta"] is JsonObject delta:
                foreach (var name in TextsOf(delta).Where(name => name is not ("type" or "signature")))
                {
                    Find(delta, name, block, delta.Text("type"));
                }

                break;
            case "content_block_start" when data["content_block"] is JsonObject content:
                foreach (var name in TextsOf(content).Where(name => name is "text" or "thinking"))
                {
                    Find(content, name, block, $"{name}_delta");
                }

                break;
        }
    }

    protected override bool IsBare(JsonObject data) =>
        data.Text("type") == Delta && data["delta"] is JsonObject delta && delta.All(member => member.Key == "type" || member.Value is null);

    protected override Func<FilteredText, bool>? EndedBy(JsonObject data)
    {
        switch (data.Text("type"))
        {
            case "content_block_stop":
                var group = GroupOf(data.Number("index") ?? 0);
                return text => text.Group == group;
            case "message_delta" or "message_stop":
                return static _ => true;
            default:
                return null;
        }
    }

    protected override string NameOf(JsonObject data) => Delta;

    private static IEnumerable<string> TextsOf(JsonObject node) =>
        [.. node.Where(member => member.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String).Select(member => member.Key)];

    private static string GroupOf(long block) => block.ToString(CultureInfo.InvariantCulture);

    private void Find(JsonObject parent, string name, long block, string? type)
    {
        var group = GroupOf(block);
        Piece(
            parent, name, $"{group} {name}", group,
            () => name == Input ? new WholePlace("content[].input", isJson: true) : new WholePlace($"content[].{name}"),
            () => left => new JsonObject { ["type"] = Delta, ["index"] = block, ["delta"] = new JsonObject { ["type"] = type, [name] = left } },
            isWhole: name == Input);
    }
}
