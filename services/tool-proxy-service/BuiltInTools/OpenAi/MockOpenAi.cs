using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>Mocked answers in the shape of OpenAI's. A word counts as a token.</summary>
internal sealed class MockOpenAi : IToolAdapter
{
    /// <summary>2026-01-01, always: an answer must not depend on when it is asked for.</summary>
    private const long Created = 1_767_225_600;

    private const int QuotedCharacters = 80;

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var seed = MockSeed.Of(request.Action, request.Parameters);
        return Task.FromResult<ToolResult>(ToolResult.Mocked(request.Action.Name == OpenAiTool.Chat ? Chat(request, seed) : Completion(request, seed)));
    }

    private static JsonObject Chat(ToolRequest chat, MockSeed seed)
    {
        var asked = chat.Parameters.TryGetProperty("messages", out var messages)
            ? messages.EnumerateArray().Select(message => message.TryGetProperty("content", out var content) ? Text(content) : "").ToList()
            : [Text(chat.Parameters.GetProperty("input"))];
        var choices = new JsonArray();
        var answered = 0;
        for (var i = 0; i < (chat.WholeNumber("n") ?? 1); i++)
        {
            var (text, words, finish) = Answer(asked[^1], seed, i, chat.Model?.OutputCap ?? chat.WholeNumber("max_completion_tokens") ?? chat.WholeNumber("max_tokens"));
            answered += words;
            choices.Add(new JsonObject
            {
                ["index"] = i,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = null },
                ["logprobs"] = null,
                ["finish_reason"] = finish,
            });
        }

        return Envelope($"chatcmpl-{seed.Hex(24)}", "chat.completion", chat.Text("model")!, choices, asked.Sum(Words), answered);
    }

    private static JsonObject Completion(ToolRequest completion, MockSeed seed)
    {
        var prompts = Prompts(completion.Parameters.GetProperty("prompt"));
        var choicesOfEach = completion.WholeNumber("n") ?? 1;
        var choices = new JsonArray();
        var answered = 0;
        for (var i = 0; i < prompts.Count * choicesOfEach; i++)
        {
            var (text, words, finish) = Answer(prompts[i / choicesOfEach], seed, i, completion.Model?.OutputCap ?? completion.WholeNumber("max_tokens"));
            answered += words;
            choices.Add(new JsonObject { ["index"] = i, ["text"] = text, ["logprobs"] = null, ["finish_reason"] = finish });
        }

        return Envelope($"cmpl-{seed.Hex(24)}", "text_completion", completion.Text("model")!, choices, prompts.Sum(Words), answered);
    }

    private static JsonObject Envelope(string id, string kind, string model, JsonArray choices, int asked, int answered) => new()
    {
        ["id"] = id,
        ["object"] = kind,
        ["created"] = Created,
        ["model"] = model,
        ["choices"] = choices,
        ["usage"] = new JsonObject
        {
            ["prompt_tokens"] = asked,
            ["completion_tokens"] = answered,
            ["total_tokens"] = asked + answered,
        },
    };

    private static (string Text, int Words, string FinishReason) Answer(string asked, MockSeed seed, int choice, int? maxWords)
    {
        var quoted = asked.Length > QuotedCharacters ? $"{asked[..QuotedCharacters]}…" : asked;
        var words = $"This is invented answer {seed.Number(1, 100_000) + choice} to: {quoted}"
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return maxWords < words.Length
            ? (string.Join(' ', words.Take(maxWords.Value)), maxWords.Value, "length")
            : (string.Join(' ', words), words.Length, "stop");
    }

    private static List<string> Prompts(JsonElement prompt) =>
        prompt.ValueKind == JsonValueKind.Array && prompt[0].ValueKind is JsonValueKind.String or JsonValueKind.Array
            ? [.. prompt.EnumerateArray().Select(item => Text(item))]
            : [Text(prompt)];

    /// <summary>The words of a content, whatever its form: a string, parts with a text, messages with a content, or tokens.</summary>
    private static string Text(JsonElement content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Join(' ', parts.EnumerateArray().Select(part => Text(part))),
        { ValueKind: JsonValueKind.Object } part when part.TryGetProperty("text", out var text) => Text(text),
        { ValueKind: JsonValueKind.Object } message when message.TryGetProperty("content", out var inner) => Text(inner),
        { ValueKind: JsonValueKind.Number } token => token.GetRawText(),
        _ => "",
    };

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
