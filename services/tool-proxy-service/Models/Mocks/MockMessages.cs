namespace FourRunr.ToolProxy.Models.Mocks;

/// <summary>Messages.</summary>
internal static class MockMessages
{
    public static JsonObject Whole(MockRequest request)
    {
        var (words, isWhole) = request.Answer();
        var message = Message(request, new JsonArray(new JsonObject { ["type"] = "text", ["text"] = string.Join(' ', words) }), words.Count);
        message["stop_reason"] = Stop(isWhole);
        return message;
    }

    public static IEnumerable<MockEvent> Stream(MockRequest request)
    {
        var (words, isWhole) = request.Answer();
        yield return Event("message_start", new JsonObject { ["message"] = Message(request, [], answered: 1) });
        yield return Event("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } });
        yield return Event("ping", []);
        foreach (var part in MockRequest.Parts(words))
        {
            yield return Event("content_block_delta", new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = part } });
        }

        yield return Event("content_block_stop", new JsonObject { ["index"] = 0 });
        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = Stop(isWhole), ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = words.Count },
        });
        yield return Event("message_stop", []);
    }

    private static MockEvent Event(string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        return new MockEvent(type, data);
    }

    private static JsonObject Message(MockRequest request, JsonArray content, int answered) => new()
    {
        ["id"] = $"msg_{request.Seed.Hex(24)}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = request.Model,
        ["content"] = content,
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject
        {
            ["input_tokens"] = request.InputWords,
            ["cache_creation_input_tokens"] = 0,
            ["cache_read_input_tokens"] = 0,
            ["output_tokens"] = answered,
        },
    };

    private static string Stop(bool isWhole) => isWhole ? "end_turn" : "max_tokens";
}
