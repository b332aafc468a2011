namespace FourRunr.Testing.ModelProvider;

/// <summary>Chat completions, as OpenAI has them.</summary>
internal sealed class ChatWriter : AnswerWriter
{
    public override Task BeginAsync() => SendAsync(Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }));

    public override Task PieceAsync(int index) => SendAsync(Chunk(new JsonObject { ["content"] = Text(index) }));

    public override async Task EndAsync(int pieces)
    {
        await SendAsync(Chunk([], finish: "stop"));
        if (WantsUsage && Behaviour.CountsUsage)
        {
            await SendAsync(Data(With(Head("chat.completion.chunk"), ("choices", new JsonArray()), ("usage", Usage(pieces)))));
        }

        await SendAsync("data: [DONE]\n\n");
    }

    public override Task FailAsync() => SendAsync(Data(new JsonObject { ["error"] = new JsonObject { ["message"] = "The provider fails.", ["type"] = "server_error" } }));

    public override JsonObject Whole(int pieces)
    {
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = AllText(pieces) },
            ["finish_reason"] = "stop",
        };
        var answer = With(Head("chat.completion"), ("choices", new JsonArray(choice)));
        return Behaviour.CountsUsage ? With(answer, ("usage", Usage(pieces))) : answer;
    }

    private JsonObject Usage(int pieces) => new() { ["prompt_tokens"] = Input, ["completion_tokens"] = pieces, ["total_tokens"] = Input + pieces };

    private string Chunk(JsonObject delta, string? finish = null) => Data(With(
        Head("chat.completion.chunk"), ("choices", new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }))));

    private JsonObject Head(string kind) => new() { ["id"] = "chatcmpl-test", ["object"] = kind, ["created"] = 1, ["model"] = Model };

    private static string Data(JsonObject data) => $"data: {data.ToJsonString()}\n\n";

    private static JsonObject With(JsonObject target, params (string Name, JsonNode Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            target[name] = value;
        }

        return target;
    }
}
