using FourRunr.Contracts;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>Streams without filters.</summary>
public sealed class PlainRelayTests
{
    private const string ChatUsage = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":";

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions), "data: [DONE]\n\n")]
    [InlineData(nameof(ModelDialect.Responses), "event: response.completed\n")]
    [InlineData(nameof(ModelDialect.Messages), "event: message_stop\n")]
    public async Task RunAsync_AnyChunks_BytesAreUnchangedAndTheEndIsHeldBack(string name, string end)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        foreach (var lineEnd in (string[])["\n", "\r\n", "\r"])
        {
            var stream = SampleStreams.Of(dialect, "content", "one ", "two").Replace("\n", lineEnd, StringComparison.Ordinal);
            var bytes = Encoding.UTF8.GetBytes(stream);
            for (var cut = 0; cut <= bytes.Length; cut++)
            {
                var relayed = await Relays.RunAsync(Relays.Request(dialect) with { WantsUsage = true }, ChunkedBody.Of(bytes, cut));

                Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
                Assert.Null(relayed.Result.Why);
                Assert.Equal(stream.TrimEnd('\r', '\n'), relayed.All.TrimEnd('\r', '\n'));
                Assert.DoesNotContain(end.TrimEnd('\n'), relayed.Sent, StringComparison.Ordinal);
                Assert.Contains(end.TrimEnd('\n'), relayed.End, StringComparison.Ordinal);
                Assert.Equal(relayed.Sent.Length, relayed.Result.Bytes);
            }
        }
    }

    [Fact]
    public async Task RunAsync_UsageChunk_OnlyForThoseWhoAsked()
    {
        var stream = SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x");

        var asked = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions) with { WantsUsage = true }, stream);
        var notAsked = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions), stream);

        Assert.Equal(stream, asked.All);
        Assert.StartsWith(ChatUsage, asked.End, StringComparison.Ordinal);
        Assert.Equal(stream.Replace($"{ChatUsage}{SampleStreams.Usage}}}\n\n", "", StringComparison.Ordinal), notAsked.All);
        Assert.Equal(asked.Result.Usage, notAsked.Result.Usage);
    }

    [Fact]
    public async Task RunAsync_UsageChunkThatIsNotTheLast_KeepsItsPlace()
    {
        var stream = $"{ChatUsage}{SampleStreams.Usage}}}\n\n" + SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x");

        var relayed = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions) with { WantsUsage = true }, stream);

        Assert.Equal(stream, relayed.All);
    }

    [Fact]
    public async Task RunAsync_ChunkWithoutChoicesAndUsage_IsPassed()
    {
        var stream = "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n" + SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x");

        Assert.StartsWith("data: {\"choices\":[],\"prompt", (await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions), stream)).Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WhatItDoesNotKnow_IsPassedUnchanged()
    {
        var planted = Encoding.UTF8.GetBytes(": c\n\nevent: news\nid: 1\ndata: {\"a\":1,\n\ndata: no json\n\nevent: ping\n\ndata: \"~\"\n\n");
        planted[Array.IndexOf(planted, (byte)'~')] = 0xff;
        byte[] stream = [.. planted, .. "data: [DONE]\n\n"u8];
        var caller = new RecordedCaller();

        var relayed = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions, caller), ChunkedBody.InPieces(stream, 5));

        Assert.Equal(Encoding.UTF8.GetString(planted), relayed.Sent);
        Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
    }

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions))]
    [InlineData(nameof(ModelDialect.Responses))]
    [InlineData(nameof(ModelDialect.Messages))]
    public async Task RunAsync_CutAnywhere_NeverEndsCleanly(string name)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var stream = SampleStreams.Of(dialect, "content", "one", "two");
        for (var cut = 0; cut < stream.Length; cut++)
        {
            var relayed = await Relays.RunAsync(Relays.Request(dialect), stream[..cut]);

            Assert.Equal(StreamEnd.Cut, relayed.Result.Ended);
            Assert.Equal(GatewayErrors.UpstreamFailed, relayed.Result.Why!.Kind);
            MustRaise(dialect, relayed);
            // Nothing but whole events.
            Assert.True(relayed.Sent.Length == 0 || relayed.Sent.EndsWith("\n\n", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions), "data: {\"error\":{\"message\":\"sk-own words\"}}\n\n")]
    [InlineData(nameof(ModelDialect.Responses), "event: error\ndata: {\"type\":\"error\",\"message\":\"sk-own words\"}\n\n")]
    [InlineData(nameof(ModelDialect.Responses), "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"sk-own words\"}}}\n\n")]
    [InlineData(nameof(ModelDialect.Messages), "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"sk-own words\"}}\n\n")]
    [InlineData(nameof(ModelDialect.Messages), "event: error\ndata: own words\n\n")]
    public async Task RunAsync_ErrorOfTheProvider_EndsInOurWords(string name, string error)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        foreach (var filters in new[] { null, Relays.Filters(block: ["never"]) })
        {
            var stream = SampleStreams.Of(dialect, "content", "one");
            stream = stream[..(stream.IndexOf("\n\n", StringComparison.Ordinal) + 2)] + error;

            var relayed = await Relays.RunAsync(Relays.Request(dialect) with { Filters = filters }, stream);

            Assert.Equal(StreamEnd.ProviderError, relayed.Result.Ended);
            MustRaise(dialect, relayed);
            Assert.DoesNotContain("own words", relayed.All, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_EventOfTenMebibytes_EndsTheStream()
    {
        var before = SampleStreams.Of(ModelDialect.ChatCompletions, "content", "one").Split("data: [DONE]")[0];
        byte[] stream = [.. Encoding.UTF8.GetBytes($"{before}data: \""), .. Enumerable.Repeat((byte)'a', 10 * 1024 * 1024)];
        var body = ChunkedBody.InPieces(stream, 8192);

        var relayed = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions), body);

        Assert.Equal(StreamEnd.TooLarge, relayed.Result.Ended);
        MustRaise(ModelDialect.ChatCompletions, relayed);
        Assert.InRange(body.BytesRead, RelayRequest.DefaultMaxEventBytes, RelayRequest.DefaultMaxEventBytes * 2);
    }

    [Fact]
    public async Task RunAsync_AnswerAboveItsCap_Ends()
    {
        var stream = SampleStreams.Of(ModelDialect.Messages, "content", [.. Enumerable.Repeat("word ", 1000)]);
        var bytes = Encoding.UTF8.GetBytes(stream);

        var capped = await Relays.RunAsync(Relays.Request(ModelDialect.Messages) with { MaxBytes = 10_000 }, ChunkedBody.InPieces(bytes, 1000));
        var byPolicy = await Relays.RunAsync(Relays.Request(ModelDialect.Messages) with { Filters = Relays.Filters(maxBytes: 10_000) }, ChunkedBody.InPieces(bytes, 1000));

        Assert.Equal(StreamEnd.TooLarge, capped.Result.Ended);
        Assert.Equal(GatewayErrors.UpstreamFailed, capped.Result.Why!.Kind);
        Assert.Equal(StreamEnd.TooLarge, byPolicy.Result.Ended);
        Assert.Equal("guards.max_response_bytes 10000", byPolicy.Result.Why!.Rule);
        Assert.InRange(byPolicy.Sent.Length, 8_000, 10_000);
    }

    [Fact]
    public async Task RunAsync_AfterTheEnd_NothingIsRead()
    {
        var end = Encoding.UTF8.GetBytes(SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x"));
        var body = new ChunkedBody([end, Encoding.UTF8.GetBytes("data: {\"more\":1}\n\n")]);

        var relayed = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions), body);

        Assert.Equal(end.Length, body.BytesRead);
        Assert.EndsWith("data: [DONE]\n\n", relayed.End, StringComparison.Ordinal);
    }

    private static void MustRaise(ModelDialect dialect, Relayed relayed)
    {
        var last = ReceivedEvents.Of(relayed.All).Events[^1];
        Assert.Equal(dialect == ModelDialect.ChatCompletions ? "message" : "error", last.Name);
        Assert.Contains("\"error\":{\"type\":", last.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", relayed.All, StringComparison.Ordinal);
    }
}
