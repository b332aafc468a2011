using FourRunr.Contracts;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

public sealed class UsageTests
{
    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions), SampleStreams.Usage, 12, 8, 0, 0, 7, 3)]
    [InlineData(nameof(ModelDialect.ChatCompletions), """{"prompt_tokens":20,"completion_tokens":7}""", 20, 0, 0, 0, 7, 0)]
    [InlineData(nameof(ModelDialect.ChatCompletions), """{"prompt_tokens":20,"completion_tokens":7,"total_tokens":37,"completion_tokens_details":{"reasoning_tokens":10}}""", 20, 0, 0, 0, 17, 10)]
    [InlineData(nameof(ModelDialect.ChatCompletions), """{"prompt_tokens":5,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":9}}""", 0, 5, 0, 0, 7, 0)]
    [InlineData(nameof(ModelDialect.Responses), """{"input_tokens":20,"input_tokens_details":{"cached_tokens":8},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3}}""", 12, 8, 0, 0, 7, 3)]
    [InlineData(nameof(ModelDialect.Embeddings), """{"prompt_tokens":9,"total_tokens":9}""", 9, 0, 0, 0, 0, 0)]
    [InlineData(nameof(ModelDialect.Messages), """{"input_tokens":12,"cache_read_input_tokens":8,"cache_creation_input_tokens":6,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":4},"output_tokens":7}""", 12, 8, 2, 4, 7, 0)]
    [InlineData(nameof(ModelDialect.Messages), """{"input_tokens":12,"cache_read_input_tokens":null,"cache_creation_input_tokens":6,"output_tokens":7}""", 12, 0, 6, 0, 7, 0)]
    [InlineData(nameof(ModelDialect.Messages), """{"input_tokens":1,"output_tokens":2,"server_tool_use":{"input_tokens":500},"iterations":[{"input_tokens":900}]}""", 1, 0, 0, 0, 2, 0)]
    public void Of_UsageOfADialect_ReadsEachPartOnce(string name, string usage, int input, int cacheRead, int write5m, int write1h, int output, int reasoning)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var answer = $$"""{"id":"x","choices":[{"usage":1}],"usage":{{usage}}}""";
        var expected = new ModelUsage { Input = input, CacheRead = cacheRead, CacheWrite5m = write5m, CacheWrite1h = write1h, Output = output, Reasoning = reasoning };

        Assert.Equal(expected, UsageReader.Of(dialect, Encoding.UTF8.GetBytes(answer)));
        Assert.Equal(expected, UsageReader.Of(dialect, JsonElement.Parse(answer)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":{}}""")]
    [InlineData("""{"usage":{"prompt_tokens":"20","completion_tokens":-7}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1.5,"completion_tokens":9000000000000000000}}""")]
    [InlineData("[]")]
    [InlineData("{\"usage\":{\"prompt_tokens\":")]
    [InlineData("")]
    public void Of_NoUsage_Null(string answer) => Assert.Null(UsageReader.Of(ModelDialect.ChatCompletions, Encoding.UTF8.GetBytes(answer)));

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions), 12, 8, 0, 0, 3)]
    [InlineData(nameof(ModelDialect.Responses), 12, 8, 0, 0, 3)]
    [InlineData(nameof(ModelDialect.Messages), 12, 8, 2, 4, 0)]
    public async Task RunAsync_UsageInTheStream_IsTheProviders(string name, int input, int cacheRead, int write5m, int write1h, int reasoning)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var expected = new ModelUsage { Input = input, CacheRead = cacheRead, CacheWrite5m = write5m, CacheWrite1h = write1h, Output = 7, Reasoning = reasoning };

        foreach (var filters in new[] { null, Relays.Filters(block: ["never"]) })
        {
            Assert.Equal(expected, (await Relays.RunAsync(Relays.Request(dialect) with { Filters = filters }, SampleStreams.Of(dialect, "content", "hello"))).Result.Usage);
        }
    }

    [Fact]
    public async Task RunAsync_UsageOfDeltas_IsCumulative()
    {
        var stream = SampleStreams.Of(ModelDialect.Messages, "content", "hello").Replace(
            "event: message_stop",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":15,\"output_tokens\":9}}\n\nevent: message_stop",
            StringComparison.Ordinal);

        var usage = (await Relays.RunAsync(Relays.Request(ModelDialect.Messages), stream)).Result.Usage;

        Assert.Equal(new ModelUsage { Input = 15, CacheRead = 8, CacheWrite5m = 2, CacheWrite1h = 4, Output = 9 }, usage);
    }

    public static TheoryData<string, string> Channels => SampleStreams.Channels;

    [Theory, MemberData(nameof(Channels))]
    public async Task RunAsync_CutStream_CountsWhatWasPutOut(string name, string channel)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var stream = SampleStreams.Of(dialect, channel, "12345", "6\n8", "é");
        var cut = stream.IndexOf(SampleStreams.Json("é"), StringComparison.Ordinal);
        cut = stream.IndexOf("\n\n", cut, StringComparison.Ordinal) + 2;

        var usage = (await Relays.RunAsync(Relays.Request(dialect) with { CountTokens = text => text.Length }, stream[..cut])).Result.Usage;

        Assert.Equal(dialect == ModelDialect.Messages ? 12 : 1_000, usage.Input);
        // Names of tools are put out too.
        Assert.Equal(9 + (dialect == ModelDialect.ChatCompletions && channel is ("tool arguments" or "second tool") ? "find".Length : 0), usage.Output);
        Assert.Equal(channel is "thinking" || (dialect == ModelDialect.Responses && channel is ("reasoning" or "summary")) ? UsageSource.Hold : UsageSource.Estimated, usage.Source);
    }

    [Fact]
    public async Task RunAsync_CompletedWithoutUsage_IsEstimated()
    {
        var stream = SampleStreams.Of(ModelDialect.ChatCompletions, "content", "hello").Replace("\"usage\":{", "\"other\":{", StringComparison.Ordinal);

        var seen = (await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions), stream)).Result.Usage;
        var hidden = (await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions) with { MayReasonHidden = true }, stream)).Result.Usage;

        Assert.Equal(new ModelUsage { Input = 1_000, Output = 5, Source = UsageSource.Estimated }, seen);
        Assert.Equal(UsageSource.Hold, hidden.Source);
    }

    [Fact]
    public async Task RunAsync_UsageOnEveryChunk_CountsOnce()
    {
        var stream = string.Concat(Enumerable.Range(1, 5).Select(i =>
            $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"a\"}}}}],\"usage\":{{\"prompt_tokens\":10,\"completion_tokens\":{i}}}}}\n\n")) + "data: [DONE]\n\n";

        var relayed = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions), stream);

        Assert.Equal(new ModelUsage { Input = 10, Output = 5 }, relayed.Result.Usage);
        Assert.Equal(stream, relayed.All);
    }

    [Fact]
    public async Task RunAsync_LongAnswer_IsCountedInPieces()
    {
        var pieces = new List<int>();
        var stream = SampleStreams.Of(ModelDialect.ChatCompletions, "content", [.. Enumerable.Repeat(new string('x', 1_000), 100)]);

        var usage = (await Relays.RunAsync(
            Relays.Request(ModelDialect.ChatCompletions) with
            {
                CountTokens = text =>
                {
                    pieces.Add(text.Length);
                    return text.Length;
                },
            },
            stream[..^300])).Result.Usage;

        Assert.InRange(usage.Output, 99_000, 100_000);
        Assert.All(pieces, length => Assert.InRange(length, 1, 16_384));
    }

    [Fact]
    public async Task RunAsync_CounterFails_BytesCount()
    {
        var stream = SampleStreams.Of(ModelDialect.ChatCompletions, "content", "hello");

        var usage = (await Relays.RunAsync(
            Relays.Request(ModelDialect.ChatCompletions) with { CountTokens = _ => throw new InvalidOperationException() },
            stream[..stream.IndexOf("data: [DONE]", StringComparison.Ordinal)].Replace("\"usage\":{", "\"other\":{", StringComparison.Ordinal))).Result.Usage;

        Assert.Equal(new ModelUsage { Input = 1_000, Output = 5, Source = UsageSource.Estimated }, usage);
    }
}
