using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>What a filter cannot read does not go on.</summary>
public sealed class UnreadableEventTests
{
    private static readonly CompiledConstraints Blocking = Relays.Filters(block: ["canary-[0-9a-f]{4}"]);
    private static readonly CompiledConstraints Redacting = Relays.Filters(personalData: [PiiKind.Email]);

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"\n\n")]
    [InlineData("data: no json\n\n")]
    [InlineData("data: [1]\n\n")]
    [InlineData("data: {\"a\":1,\"a\":2}\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ud83d\"}}]}\n\n")]
    [InlineData("event: a b\ndata: {}\n\n")]
    public async Task RunAsync_EventThatCannotBeRead_FailsClosed(string planted)
    {
        var stream = SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x").Replace("data: [DONE]", $"{planted}data: [DONE]", StringComparison.Ordinal);

        var relayed = await Relays.FilterAsync(ModelDialect.ChatCompletions, Redacting, stream);

        Assert.Equal(StreamEnd.FilterFailed, relayed.Result.Ended);
        Assert.Equal(GatewayErrors.GuardDenied, relayed.Result.Why!.Kind);
        Assert.Contains("could not be filtered", relayed.End, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", relayed.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_InvalidUtf8_FailsClosed()
    {
        var stream = Encoding.UTF8.GetBytes(SampleStreams.Of(ModelDialect.ChatCompletions, "content", "~"));
        stream[Array.IndexOf(stream, (byte)'~')] = 0xff;

        var relayed = await Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions) with { Filters = Redacting }, ChunkedBody.Of(stream));

        Assert.Equal(StreamEnd.FilterFailed, relayed.Result.Ended);
    }

    [Fact]
    public async Task RunAsync_TextAfterItsEnd_FailsClosed()
    {
        var stream = SampleStreams.Of(ModelDialect.ChatCompletions, "content", "cana")
            .Replace("data: [DONE]", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ry-4f1d\"}}]}\n\ndata: [DONE]", StringComparison.Ordinal);

        Assert.Equal(StreamEnd.FilterFailed, (await Relays.FilterAsync(ModelDialect.ChatCompletions, Blocking, stream)).Result.Ended);
    }

    [Fact]
    public async Task RunAsync_CommentsAndFieldsOfTheProvider_CarryNothing()
    {
        var stream = ": canary-4f1d\n\nid: canary-4f1d\nretry: 1\n" + SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x");

        var relayed = await Relays.FilterAsync(ModelDialect.ChatCompletions, Blocking, stream);

        Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
        Assert.StartsWith(": waiting\n\ndata: {", relayed.Sent, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", relayed.All, StringComparison.Ordinal);
    }
}
