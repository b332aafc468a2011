namespace FourRunr.Testing.ModelProvider;

/// <summary>Messages, as Anthropic has them.</summary>
internal sealed class MessagesWriter : AnswerWriter
{
    public override async Task BeginAsync()
    {
        await EventAsync("message_start", new JsonObject { ["message"] = Message([], stop: null, output: 1) });
        await EventAsync("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = TextBlock("") });
    }

    public override Task PieceAsync(int index) => EventAsync(
        "content_block_delta", new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = Text(index) } });

    public override async Task EndAsync(int pieces)
    {
        await EventAsync("content_block_stop", new JsonObject { ["index"] = 0 });
        var delta = new JsonObject { ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null } };
        if (Behaviour.CountsUsage)
        {
            delta["usage"] = new JsonObject { ["output_tokens"] = pieces };
        }

        await EventAsync("message_delta", delta);
        await EventAsync("message_stop", []);
    }

    public override Task FailAsync() =>
        EventAsync("error", new JsonObject { ["error"] = new JsonObject { ["type"] = "overloaded_error", ["message"] = "The provider fails." } });

    public override JsonObject Whole(int pieces) => Message([TextBlock(AllText(pieces))], "end_turn", pieces);

    private Task EventAsync(string type, JsonObject data)
    {
        data["type"] = type;
        return SendAsync(type, data);
    }

    private JsonObject Message(JsonNode[] content, string? stop, int output)
    {
        var message = new JsonObject
        {
            ["id"] = "msg_test",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = Model,
            ["content"] = new JsonArray(content),
            ["stop_reason"] = stop,
            ["stop_sequence"] = null,
        };
        if (Behaviour.CountsUsage)
        {
            message["usage"] = new JsonObject { ["input_tokens"] = Input, ["output_tokens"] = output };
        }

        return message;
    }

    private static JsonObject TextBlock(string text) => new() { ["type"] = "text", ["text"] = text };
}
