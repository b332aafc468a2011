namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// Events of responses. The pieces of a text are <c>response.….delta</c>; the events after them repeat the whole text, and are filtered as wholes. Events
/// are numbered anew, because some are left out and some are added.
/// </summary>
internal sealed class ResponsesRewriter(StreamFilters filters) : EventRewriter(filters)
{
    private const string DeltaEnd = ".delta";
    private const string DoneEnd = ".done";

    private static readonly string[] Places = ["item_id", "output_index", "content_index", "summary_index"];
    private static readonly HashSet<string> Terminal = ["response.completed", "response.incomplete"];

    private long? _number;

    protected override void FindPieces(JsonObject data)
    {
        // Sound is no text, and its pieces cannot be cut elsewhere.
        if (data.Text("type") is { } type && type.EndsWith(DeltaEnd, StringComparison.Ordinal) && type != "response.audio.delta" && data.Text("delta") is not null)
        {
            Piece(data, "delta", KeyOf(type[..^DeltaEnd.Length], data), GroupOf(data), () => new WholePlace(PlaceOf(type)), () => ToEvent(data));
        }
    }

    protected override bool IsBare(JsonObject data) => true;

    protected override Func<FilteredText, bool>? EndedBy(JsonObject data)
    {
        if (data.Text("type") is not { } type)
        {
            return null;
        }

        if (Terminal.Contains(type))
        {
            return static _ => true;
        }

        if (type == "response.output_item.done")
        {
            var group = GroupOf(data);
            return text => text.Group == group;
        }

        if (type is "response.content_part.done" or "response.reasoning_summary_part.done")
        {
            var part = PartOf(data);
            return text => text.Key.EndsWith(part, StringComparison.Ordinal);
        }

        if (!type.EndsWith(DoneEnd, StringComparison.Ordinal))
        {
            return null;
        }

        var key = KeyOf(type[..^DoneEnd.Length], data);
        return text => text.Key == key;
    }

    protected override string NameOf(JsonObject data) => data.Text("type") ?? "";

    protected override long Number(long number)
    {
        _number = _number is null ? number : _number + 1;
        return _number.Value;
    }

    private static string GroupOf(JsonObject data) => data["output_index"]?.ToJsonString() ?? "";

    private static string PartOf(JsonObject data) => string.Concat(Places.Select(place => $" {data[place]?.ToJsonString()}"));

    private static string KeyOf(string kind, JsonObject data) => kind + PartOf(data);

    private static string PlaceOf(string type) => type switch
    {
        "response.output_text.delta" or "response.reasoning_text.delta" => "output[].content[].text",
        "response.refusal.delta" => "output[].content[].refusal",
        "response.reasoning_summary_text.delta" => "output[].summary[].text",
        "response.function_call_arguments.delta" or "response.mcp_call_arguments.delta" => "output[].arguments",
        "response.custom_tool_call_input.delta" => "output[].input",
        "response.code_interpreter_call_code.delta" => "output[].code",
        "response.audio.transcript.delta" => "output[].content[].transcript",
        _ => "delta",
    };

    /// <summary>Further events of the text are like its first one.</summary>
    private static Func<string, JsonObject> ToEvent(JsonObject first)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in first)
        {
            if (name is not ("delta" or "logprobs" or "obfuscation"))
            {
                kept[name] = value?.DeepClone();
            }
        }

        return left =>
        {
            kept["delta"] = left;
            return kept;
        };
    }
}
