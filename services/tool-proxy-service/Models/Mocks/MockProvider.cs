using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Mocks;

/// <summary>
/// A provider without a model: invented answers in the shapes of both APIs, whole and as streams, the same for the same request. A word counts as
/// a token, and a cap binds.
/// </summary>
internal static class MockProvider
{
    /// <param name="body">A request of the dialect, as a provider gets it.</param>
    /// <returns>The body of a success: JSON, or server-sent events.</returns>
    public static MemoryStream Answer(ModelDialect dialect, ReadOnlyMemory<byte> body, bool streams)
    {
        var request = new MockRequest(JsonElement.Parse(body.Span));
        return dialect switch
        {
            ModelDialect.ChatCompletions => streams ? Events(MockChat.Stream(request)) : Json(MockChat.Whole(request)),
            ModelDialect.Responses => streams ? Events(MockResponses.Stream(request)) : Json(MockResponses.Whole(request)),
            ModelDialect.Messages => streams ? Events(MockMessages.Stream(request)) : Json(MockMessages.Whole(request)),
            ModelDialect.Embeddings => Json(MockEmbeddings.Whole(request)),
            _ => Json(new JsonObject { ["input_tokens"] = request.InputWords }),
        };
    }

    private static MemoryStream Json(JsonObject answer) => new(JsonSerializer.SerializeToUtf8Bytes(answer));

    private static MemoryStream Events(IEnumerable<MockEvent> events)
    {
        var text = new StringBuilder();
        foreach (var (name, data) in events)
        {
            if (name is not null)
            {
                text.Append("event: ").Append(name).Append('\n');
            }

            text.Append("data: ").Append(data is null ? "[DONE]" : data.ToJsonString()).Append("\n\n");
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>A server-sent event.</summary>
/// <param name="Name">Null for one without a name.</param>
/// <param name="Data">Null for the end of chat completions.</param>
internal readonly record struct MockEvent(string? Name, JsonObject? Data);
