namespace FourRunr.ToolProxy.Models.Mocks;

/// <summary>Chat completions.</summary>
internal static class MockChat
{
    public static JsonObject Whole(MockRequest request)
    {
        var choices = new JsonArray();
        var answered = 0;
        for (var i = 0; i < request.Choices; i++)
        {
            var (words, isWhole) = request.Answer(i);
            answered += words.Count;
            choices.Add(new JsonObject
            {
                ["index"] = i,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = string.Join(' ', words), ["refusal"] = null },
                ["logprobs"] = null,
                ["finish_reason"] = Finish(isWhole),
            });
        }

        return Envelope(request, "chat.completion", choices, Usage(request, answered));
    }

    public static IEnumerable<MockEvent> Stream(MockRequest request)
    {
        var answered = 0;
        for (var i = 0; i < request.Choices; i++)
        {
            var (words, isWhole) = request.Answer(i);
            answered += words.Count;
            yield return Chunk(request, i, new JsonObject { ["role"] = "assistant", ["content"] = "" }, finish: null);
            foreach (var part in MockRequest.Parts(words))
            {
                yield return Chunk(request, i, new JsonObject { ["content"] = part }, finish: null);
            }

            yield return Chunk(request, i, [], Finish(isWhole));
        }

        yield return new MockEvent(null, Envelope(request, "chat.completion.chunk", [], Usage(request, answered)));
        yield return new MockEvent(null, null);
    }

    private static MockEvent Chunk(MockRequest request, int index, JsonObject delta, string? finish) => new(
        null,
        Envelope(
            request,
            "chat.completion.chunk",
            new JsonArray(new JsonObject { ["index"] = index, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish }),
            usage: null));

    private static JsonObject Envelope(MockRequest request, string kind, JsonArray choices, JsonObject? usage) => new()
    {
        ["id"] = $"chatcmpl-{request.Seed.Hex(24)}",
        ["object"] = kind,
        ["created"] = MockRequest.Created,
        ["model"] = request.Model,
        ["choices"] = choices,
        ["usage"] = usage,
    };

    private static JsonObject Usage(MockRequest request, int answered) => new()
    {
        ["prompt_tokens"] = request.InputWords,
        ["completion_tokens"] = answered,
        ["total_tokens"] = request.InputWords + answered,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
    };

    private static string Finish(bool isWhole) => isWhole ? "stop" : "length";
}
