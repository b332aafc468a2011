using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>Streams of providers as they are, with given texts.</summary>
internal static class SampleStreams
{
    public const string Usage = """{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":3}}""";

    /// <summary>Texts of an answer that a dialect tells apart.</summary>
    public static TheoryData<string, string> Channels =>
    [
        .. ((string[])["content", "second choice", "refusal", "reasoning", "unknown member", "tool arguments", "second tool"]).Select(channel => (nameof(ModelDialect.ChatCompletions), channel)),
        .. ((string[])["content", "refusal", "reasoning", "summary", "tool arguments", "unknown text"]).Select(channel => (nameof(ModelDialect.Responses), channel)),
        .. ((string[])["content", "thinking", "tool arguments", "unknown delta"]).Select(channel => (nameof(ModelDialect.Messages), channel)),
    ];

    /// <summary>A whole stream whose text on one channel arrives in these pieces.</summary>
    public static string Of(ModelDialect dialect, string channel, params string[] pieces) => dialect switch
    {
        ModelDialect.ChatCompletions => Chat(channel, pieces),
        ModelDialect.Responses => Responses(channel, pieces),
        _ => Messages(channel, pieces),
    };

    public static string Json(string text) => JsonSerializer.Serialize(text);

    private static string Chat(string channel, string[] pieces)
    {
        var stream = new StringBuilder();
        var choice = channel == "second choice" ? 1 : 0;
        Chunk(stream, 0, """{"role":"assistant","content":""}""");
        if (channel is "tool arguments" or "second tool")
        {
            var call = channel == "second tool" ? 1 : 0;
            Chunk(stream, 0, $$$"""{"tool_calls":[{"index":{{{call}}},"id":"call_1","type":"function","function":{"name":"find","arguments":""}}]}""");
        }

        foreach (var piece in pieces)
        {
            Chunk(stream, choice, channel switch
            {
                "refusal" => $$"""{"refusal":{{Json(piece)}}}""",
                "reasoning" => $$"""{"reasoning_content":{{Json(piece)}}}""",
                "unknown member" => $$$"""{"details":[{"type":"x","part":{"words":{{{Json(piece)}}}}}]}""",
                "tool arguments" => $$$"""{"tool_calls":[{"index":0,"function":{"arguments":{{{Json(piece)}}}}}]}""",
                "second tool" => $$$"""{"tool_calls":[{"index":1,"function":{"arguments":{{{Json(piece)}}}}}]}""",
                _ => $$"""{"content":{{Json(piece)}}}""",
            });
        }

        Chunk(stream, choice, "{}", "\"stop\"");
        stream.Append($$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{Usage}}}""").Append("\n\n");
        return stream.Append("data: [DONE]\n\n").ToString();
    }

    private static void Chunk(StringBuilder stream, int choice, string delta, string finish = "null") => stream
        .Append($$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":{{choice}},"delta":{{delta}},"logprobs":null,"finish_reason":{{finish}}}],"usage":null}""")
        .Append("\n\n");

    private static string Responses(string channel, string[] pieces)
    {
        var stream = new StringBuilder();
        var number = 0;
        void Event(string type, string members) => Append(stream, type, $$"""{"type":"{{type}}","sequence_number":{{number++}}}""", members);

        var whole = Json(string.Concat(pieces));
        var (delta, member, part, item) = channel switch
        {
            "refusal" => ("response.refusal", "refusal", $$"""{"type":"refusal","refusal":{{whole}}}""", "message"),
            "reasoning" => ("response.reasoning_text", "text", $$"""{"type":"reasoning_text","text":{{whole}}}""", "reasoning"),
            "summary" => ("response.reasoning_summary_text", "text", $$"""{"type":"summary_text","text":{{whole}}}""", "reasoning"),
            "tool arguments" => ("response.function_call_arguments", "arguments", "", "function_call"),
            "unknown text" => ("response.new_kind", "words", $$"""{"type":"new_kind","words":{{whole}}}""", "message"),
            _ => ("response.output_text", "text", $$"""{"type":"output_text","text":{{whole}},"annotations":[],"logprobs":[{"token":{{whole}}}]}""", "message"),
        };
        var full = part.Length == 0
            ? $$"""{"id":"i1","type":"function_call","name":"find","arguments":{{whole}}}"""
            : $$"""{"id":"i1","type":"{{item}}","{{(channel == "summary" ? "summary" : "content")}}":[{{part}}]}""";
        var place = $$"""{"item_id":"i1","output_index":0,"{{(channel == "summary" ? "summary_index" : part.Length == 0 ? "x" : "content_index")}}":0}""";
        Event("response.created", """{"response":{"id":"r1","output":[],"usage":null}}""");
        Event("response.output_item.added", $$$"""{"output_index":0,"item":{"id":"i1","type":"{{{item}}}"}}""");
        foreach (var piece in pieces)
        {
            Event($"{delta}.delta", Joined(place, $$"""{"delta":{{Json(piece)}},"logprobs":[{"token":{{Json(piece)}}}]}"""));
        }

        Event($"{delta}.done", Joined(place, $$"""{"{{member}}":{{whole}}}"""));
        if (part.Length > 0 && channel != "summary")
        {
            Event("response.content_part.done", Joined(place, $$"""{"part":{{part}}}"""));
        }

        Event("response.output_item.done", $$"""{"output_index":0,"item":{{full}}}""");
        const string UsageOfResponse =
            """{"input_tokens":20,"input_tokens_details":{"cached_tokens":8},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":27}""";
        Event("response.completed", $$$"""{"response":{"id":"r1","output":[{{{full}}}],"usage":{{{UsageOfResponse}}}}}""");
        return stream.ToString();
    }

    private static string Messages(string channel, string[] pieces)
    {
        var stream = new StringBuilder();
        void Event(string type, string members) => Append(stream, type, $$"""{"type":"{{type}}"}""", members);

        var (block, delta, member) = channel switch
        {
            "thinking" => ("""{"type":"thinking","thinking":"","signature":""}""", "thinking_delta", "thinking"),
            "tool arguments" => ("""{"type":"tool_use","id":"t1","name":"find","input":{}}""", "input_json_delta", "partial_json"),
            "unknown delta" => ("""{"type":"new"}""", "new_delta", "words"),
            _ => ("""{"type":"text","text":""}""", "text_delta", "text"),
        };
        const string UsageAtFirst =
            """{"input_tokens":12,"cache_read_input_tokens":8,"cache_creation_input_tokens":6,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":4},"output_tokens":1}""";
        Event("message_start", $$$"""{"message":{"id":"m1","role":"assistant","content":[],"usage":{{{UsageAtFirst}}}}}""");
        Event("content_block_start", $$"""{"index":0,"content_block":{{block}}}""");
        Event("ping", "{}");
        foreach (var piece in pieces)
        {
            Event("content_block_delta", $$$"""{"index":0,"delta":{"type":"{{{delta}}}","{{{member}}}":{{{Json(piece)}}}}}""");
        }

        Event("content_block_stop", """{"index":0}""");
        Event("message_delta", """{"delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}""");
        Event("message_stop", "{}");
        return stream.ToString();
    }

    private static void Append(StringBuilder stream, string type, string first, string members) =>
        stream.Append($"event: {type}\ndata: ").Append(Joined(first, members)).Append("\n\n");

    /// <summary>One object with the members of both.</summary>
    private static string Joined(string first, string second) => second == "{}" ? first : $"{first[..^1]},{second[1..]}";
}
