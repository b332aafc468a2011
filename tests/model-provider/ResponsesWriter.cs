namespace FourRunr.Testing.ModelProvider;

/// <summary>Responses, as OpenAI has them.</summary>
internal sealed class ResponsesWriter : AnswerWriter
{
    private int _sequence;

    public override async Task BeginAsync()
    {
        await EventAsync("response.created", new JsonObject { ["response"] = Response("in_progress", []) });
        await EventAsync("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Item("in_progress", []) });
        await EventAsync("response.content_part.added", Part(new JsonObject { ["part"] = TextPart("") }));
    }

    public override Task PieceAsync(int index) => EventAsync("response.output_text.delta", Part(new JsonObject { ["delta"] = Text(index), ["logprobs"] = new JsonArray() }));

    public override async Task EndAsync(int pieces)
    {
        var text = AllText(pieces);
        await EventAsync("response.output_text.done", Part(new JsonObject { ["text"] = text, ["logprobs"] = new JsonArray() }));
        await EventAsync("response.content_part.done", Part(new JsonObject { ["part"] = TextPart(text) }));
        await EventAsync("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Item("completed", [TextPart(text)]) });
        await EventAsync("response.completed", new JsonObject { ["response"] = Whole(pieces) });
    }

    public override Task FailAsync() => EventAsync("error", new JsonObject { ["code"] = "server_error", ["message"] = "The provider fails.", ["param"] = null });

    public override JsonObject Whole(int pieces)
    {
        var answer = Response("completed", [Item("completed", [TextPart(AllText(pieces))])]);
        if (Behaviour.CountsUsage)
        {
            answer["usage"] = new JsonObject
            {
                ["input_tokens"] = Input,
                ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = pieces,
                ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
                ["total_tokens"] = Input + pieces,
            };
        }

        return answer;
    }

    private Task EventAsync(string type, JsonObject data)
    {
        data["type"] = type;
        data["sequence_number"] = _sequence++;
        return SendAsync(type, data);
    }

    private JsonObject Response(string status, JsonNode[] output) => new()
    {
        ["id"] = "resp_test",
        ["object"] = "response",
        ["created_at"] = 1,
        ["status"] = status,
        ["model"] = Model,
        ["output"] = new JsonArray(output),
        ["error"] = null,
        ["incomplete_details"] = null,
        ["usage"] = null,
    };

    private static JsonObject Item(string status, JsonNode[] content) => new()
    {
        ["id"] = "msg_test",
        ["type"] = "message",
        ["role"] = "assistant",
        ["status"] = status,
        ["content"] = new JsonArray(content),
    };

    private static JsonObject TextPart(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() };

    private static JsonObject Part(JsonObject more)
    {
        (more["item_id"], more["output_index"], more["content_index"]) = ("msg_test", 0, 0);
        return more;
    }
}
