using System.Buffers;
using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Models.Streams.Filters;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>An event that is like one before is not read in full, and nobody can tell by what is sent.</summary>
public sealed class EventTemplatesTests
{
    private static readonly CompiledConstraints Both = Relays.Filters(block: ["canary-[0-9a-f]{4}"], personalData: [PiiKind.Email, PiiKind.Ssn]);

    private static readonly string[] Words =
    [
        "a", " word", "ann", "@", "example.com ", "078-05-1120", " ", "\n", "\"", "\\", "é", "😀", "\u2028", "", "canary-", "12", "</script>", "1234567890", "bench", new('x', 300),
    ];

    public static TheoryData<string, int> Streams =>
    [
        .. from dialect in (ModelDialect[])[ModelDialect.ChatCompletions, ModelDialect.Responses, ModelDialect.Messages] from seed in Enumerable.Range(1, 40) select (dialect.ToString(), seed),
    ];

    [Theory, MemberData(nameof(Streams))]
    public void Take_EventsThatAreLikeOthers_IsWhatReadingThemInFullGives(string name, int seed)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        using var quick = Of(dialect, usesTemplates: true);
        using var full = Of(dialect, usesTemplates: false);
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var (type, json) = Event(dialect, random, i);
            var (one, other) = (Take(quick, type, json), Take(full, type, json));

            Assert.Equal(other, one);
            if (one.Denied || one.Failed)
            {
                return;
            }
        }

        Assert.Equal(Finish(full), Finish(quick));
    }

    [Theory]
    [InlineData("""{"id":"c","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","choices":[{"index":0,"delta":{"content":"t\u0077o\n"}}]}""", true)]
    [InlineData("""{"id":"c","obfuscation":"x","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","obfuscation":"yz","choices":[{"index":0,"delta":{"content":"two"}}]}""", true)]
    [InlineData("""{"id":"c","sequence_number":1,"choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","sequence_number":20,"choices":[{"index":0,"delta":{"content":"two"}}]}""", true)]
    [InlineData("""{"id":"c","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","choices":[{"index":1,"delta":{"content":"two"}}]}""", false)]
    [InlineData("""{"id":"c","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","choices":[{"index":0,"delta":{"content":"two"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"id":"c","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","choices":[{"index":0,"delta":{"content":"two","content":"three"}}]}""", false)]
    [InlineData("""{"id":"c","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"c","choices":[{"index":0,"delta":{"content":2}}]}""", false)]
    // Which of two equal strings is the piece cannot be told.
    [InlineData("""{"id":"one","choices":[{"index":0,"delta":{"content":"one"}}]}""", """{"id":"one","choices":[{"index":0,"delta":{"content":"two"}}]}""", false)]
    // It ends its text.
    [InlineData("""{"id":"c","choices":[{"index":0,"delta":{"content":"one"},"finish_reason":"stop"}]}""", """{"id":"c","choices":[{"index":0,"delta":{"content":"two"},"finish_reason":"stop"}]}""", false)]
    public void Find_OneEventAfterAnother_OnlyIfNothingButTheHolesDiffers(string first, string second, bool isLike)
    {
        var filters = StreamFilters.Of(Both, StreamFilterMode.Window)!;
        using var rewriter = new ChatRewriter(filters);
        Take(rewriter, "", first);

        Assert.Equal(isLike, rewriter.Knows([], Encoding.UTF8.GetBytes(second)));
    }

    [Fact]
    public void Take_SecretInThePadding_IsBlocked()
    {
        using var rewriter = Of(ModelDialect.ChatCompletions, usesTemplates: true);
        Take(rewriter, "", """{"id":"c","obfuscation":"x","choices":[{"index":0,"delta":{"content":"one"}}]}""");

        Assert.True(Take(rewriter, "", """{"id":"c","obfuscation":"canary-12ab","choices":[{"index":0,"delta":{"content":"two"}}]}""").Denied);
    }

    private static EventRewriter Of(ModelDialect dialect, bool usesTemplates)
    {
        var filters = StreamFilters.Of(Both, StreamFilterMode.Window)!;
        return dialect switch
        {
            ModelDialect.ChatCompletions => new ChatRewriter(filters) { UsesTemplates = usesTemplates },
            ModelDialect.Responses => new ResponsesRewriter(filters) { UsesTemplates = usesTemplates },
            _ => new MessagesRewriter(filters) { UsesTemplates = usesTemplates },
        };
    }

    /// <summary>Mostly pieces of one text; now and then another text, another member, or something that is no event.</summary>
    private static (string Name, string Json) Event(ModelDialect dialect, Random random, int number)
    {
        var piece = Json(Words[random.Next(Words.Length)], random);
        var padding = Json(new string('p', random.Next(9)), random);
        var turn = random.Next(12) == 0 ? 1 : 0;
        var finish = random.Next(60) == 0 ? "\"stop\"" : "null";
        var broken = random.Next(400) == 0 ? "\\ud83d" : "";
        return dialect switch
        {
            ModelDialect.ChatCompletions => ("", random.Next(8) switch
            {
                0 => $$"""{"id":"c","choices":[],"usage":{"prompt_tokens":{{number}}},"obfuscation":{{padding}}}""",
                1 => $$$"""{"id":"c","choices":[{"index":{{{turn}}},"delta":{"content":{{{piece}}},"refusal":"no"},"finish_reason":{{{finish}}}}]}""",
                _ => $$$"""{"id":"c","choices":[{"index":{{{turn}}},"delta":{"content":{{{piece}}}},"logprobs":null,"finish_reason":{{{finish}}}}],"obfuscation":{{{padding[..^1]}}}{{{broken}}}"}""",
            }),
            ModelDialect.Responses => ("response.output_text.delta",
                $$"""{"type":"response.output_text.delta","sequence_number":{{number * 3}},"item_id":"i{{turn}}","output_index":{{turn}},"content_index":0,"delta":{{piece}},"logprobs":[],"obfuscation":{{padding}}}"""),
            _ => ("content_block_delta", $$$"""{"type":"content_block_delta","index":{{{turn}}},"delta":{"type":"text_delta","text":{{{piece}}}}}"""),
        };
    }

    /// <summary>A text has many forms in JSON.</summary>
    private static string Json(string text, Random random) => random.Next(3) == 0
        ? "\"" + string.Concat(text.Select(unit => $"\\u{(int)unit:x4}")) + "\""
        : JsonSerializer.Serialize(text, random.Next(2) == 0 ? JsonSerializerOptions.Default : EventJson.AsSent);

    private static (string Output, bool Denied, bool Failed) Take(EventRewriter rewriter, string name, string json)
    {
        var (before, output) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        try
        {
            var denial = rewriter.Take(Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(json), before, output);
            return (denial is null ? Encoding.UTF8.GetString(before.WrittenSpan) + "|" + Encoding.UTF8.GetString(output.WrittenSpan) : "", denial is not null, false);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return ("", false, true);
        }
    }

    private static string Finish(EventRewriter rewriter)
    {
        var output = new ArrayBufferWriter<byte>();
        return rewriter.Finish(output) is null ? Encoding.UTF8.GetString(output.WrittenSpan) : "denied";
    }
}
