namespace FourRunr.ToolProxy.Models.Mocks;

/// <summary>Responses.</summary>
internal static class MockResponses
{
    public static JsonObject Whole(MockRequest request)
    {
        var (words, isWhole) = request.Answer();
        return Response(request, isWhole ? "completed" : "incomplete", new JsonArray(Item(request, "completed", Part(string.Join(' ', words)))), words.Count);
    }

    public static IEnumerable<MockEvent> Stream(MockRequest request)
    {
        var sequence = 0;
        var (words, isWhole) = request.Answer();
        var text = string.Join(' ', words);
        yield return Event("response.created", new JsonObject { ["response"] = Response(request, "in_progress", [], answered: null) });
        yield return Event("response.in_progress", new JsonObject { ["response"] = Response(request, "in_progress", [], answered: null) });
        yield return Event("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Item(request, "in_progress") });
        yield return Event("response.content_part.added", At(request, new JsonObject { ["part"] = Part("") }));
        foreach (var part in MockRequest.Parts(words))
        {
            yield return Event("response.output_text.delta", At(request, new JsonObject { ["delta"] = part, ["logprobs"] = new JsonArray() }));
        }

        yield return Event("response.output_text.done", At(request, new JsonObject { ["text"] = text, ["logprobs"] = new JsonArray() }));
        yield return Event("response.content_part.done", At(request, new JsonObject { ["part"] = Part(text) }));
        yield return Event("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Item(request, "completed", Part(text)) });
        var status = isWhole ? "completed" : "incomplete";
        yield return Event($"response.{status}", new JsonObject
        {
            ["response"] = Response(request, status, new JsonArray(Item(request, "completed", Part(text))), words.Count),
        });

        MockEvent Event(string type, JsonObject data)
        {
            data.Insert(0, "type", type);
            data["sequence_number"] = sequence++;
            return new MockEvent(type, data);
        }
    }

    private static JsonObject At(MockRequest request, JsonObject data)
    {
        (data["item_id"], data["output_index"], data["content_index"]) = (IdOf(request), 0, 0);
        return data;
    }

    private static JsonObject Response(MockRequest request, string status, JsonArray output, int? answered) => new()
    {
        ["id"] = $"resp_{request.Seed.Hex(24)}",
        ["object"] = "response",
        ["created_at"] = MockRequest.Created,
        ["status"] = status,
        ["error"] = null,
        ["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = "max_output_tokens" } : null,
        ["instructions"] = null,
        ["metadata"] = new JsonObject(),
        ["model"] = request.Model,
        ["output"] = output,
        ["parallel_tool_calls"] = true,
        ["temperature"] = 1,
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["top_p"] = 1,
        ["usage"] = answered is { } count
            ? new JsonObject
            {
                ["input_tokens"] = request.InputWords,
                ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = count,
                ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
                ["total_tokens"] = request.InputWords + count,
            }
            : null,
    };

    private static JsonObject Item(MockRequest request, string status, params JsonNode[] content) => new()
    {
        ["id"] = IdOf(request),
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = new JsonArray(content),
    };

    private static JsonObject Part(string text) =>
        new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() };

    private static string IdOf(MockRequest request) => $"msg_{request.Seed.Hex(24)}";
}
