using System.Text;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>What a policy does not let out stays in, wherever it is and however it was cut.</summary>
public sealed class FilteredRelayTests
{
    private const string Secret = "canary-4f1d";
    private const string Mail = "ann@example.com";

    private static readonly CompiledConstraints Blocking = Relays.Filters(block: ["canary-[0-9a-f]{4}"]);
    private static readonly CompiledConstraints Redacting = Relays.Filters(personalData: [PiiKind.Email, PiiKind.Phone]);

    public static TheoryData<string, string> Channels => SampleStreams.Channels;

    [Theory, MemberData(nameof(Channels))]
    public async Task RunAsync_SecretCutAtEveryPlace_IsBlocked(string name, string channel)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var text = Text(channel, Secret);
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var relayed = await RunAsync(dialect, Blocking, SampleStreams.Of(dialect, channel, text[..cut], text[cut..]));

            MustBeBlocked(relayed, dialect);
        }
    }

    [Theory, MemberData(nameof(Channels))]
    public async Task RunAsync_SecretCharacterByCharacter_IsBlocked(string name, string channel)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var pieces = Text(channel, Secret).Select(character => character.ToString()).ToArray();

        MustBeBlocked(await RunAsync(dialect, Blocking, SampleStreams.Of(dialect, channel, pieces)), dialect);
        MustBeBlocked(await RunAsync(dialect, Blocking, SampleStreams.Of(dialect, channel, pieces), StreamFilterMode.Buffer), dialect);
    }

    [Theory, MemberData(nameof(Channels))]
    public async Task RunAsync_PersonalDataCutAtEveryPlace_IsRedactedAndNothingElse(string name, string channel)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var text = Text(channel, Mail);
        var expected = text.Replace(Mail, "[redacted:email]", StringComparison.Ordinal);
        for (var cut = 0; cut <= text.Length; cut++)
        {
            foreach (var mode in Enum.GetValues<StreamFilterMode>())
            {
                var relayed = await RunAsync(dialect, Redacting, SampleStreams.Of(dialect, channel, text[..cut], text[cut..]), mode);

                Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
                Assert.Equal(expected, ReceivedEvents.Of(relayed.All).Pieces(dialect));
                Assert.DoesNotContain("ann@", relayed.All, StringComparison.Ordinal);
                MustBeComplete(relayed, dialect);
            }
        }
    }

    [Theory, MemberData(nameof(Channels))]
    public async Task RunAsync_NothingToFilter_SaysTheSame(string name, string channel)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var text = Text(channel, "nobody 😀 \u2028 \"quoted\\\"");
        var pieces = text.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var stream = SampleStreams.Of(dialect, channel, pieces);

        var relayed = await RunAsync(dialect, Redacting, stream);

        Assert.Equal(text, ReceivedEvents.Of(relayed.All).Pieces(dialect));
        var (sent, received) = (Others(stream), Others(relayed.All));
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task RunAsync_FinalEventsOfResponses_AreRewritten()
    {
        var stream = SampleStreams.Of(ModelDialect.Responses, "content", "to ann@exa", "mple.com.");

        var events = ReceivedEvents.Of((await RunAsync(ModelDialect.Responses, Redacting, stream)).All).Objects.ToDictionary(data => data["type"]!.GetValue<string>());

        const string Expected = "to [redacted:email].";
        Assert.Equal(Expected, (string?)events["response.output_text.done"]["text"]);
        Assert.Equal(Expected, (string?)events["response.content_part.done"]["part"]!["text"]);
        Assert.Equal(Expected, (string?)events["response.output_item.done"]["item"]!["content"]![0]!["text"]);
        Assert.Equal(Expected, (string?)events["response.completed"]["response"]!["output"]![0]!["content"]![0]!["text"]);
        Assert.Equal(27, (int?)events["response.completed"]["response"]!["usage"]!["total_tokens"]);
    }

    [Fact]
    public async Task RunAsync_NumberedEvents_AreNumberedAnew()
    {
        var stream = SampleStreams.Of(ModelDialect.Responses, "content", [.. Enumerable.Repeat("word ", 200)]);

        var numbers = ReceivedEvents.Of((await RunAsync(ModelDialect.Responses, Redacting, stream)).All).Objects.Select(data => (int)data["sequence_number"]!).ToArray();

        Assert.Equal(Enumerable.Range(0, numbers.Length), numbers);
    }

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions))]
    [InlineData(nameof(ModelDialect.Responses))]
    public async Task RunAsync_Logprobs_AreDropped(string name)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var stream = SampleStreams.Of(dialect, "content", "a", "b")
            .Replace("\"logprobs\":null", "\"logprobs\":{\"content\":[{\"token\":\"ann@example.com\"}]}", StringComparison.Ordinal)
            .Replace("\"token\":\"a", "\"token\":\"ann@exa", StringComparison.Ordinal);

        var relayed = await RunAsync(dialect, Redacting, stream);

        Assert.DoesNotContain("token\":", relayed.All, StringComparison.Ordinal);
        Assert.Contains("\"logprobs\":", relayed.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Window_LetsOutAllButATail()
    {
        var caller = new RecordedCaller();
        var relayed = await RunAsync(ModelDialect.ChatCompletions, Redacting, SampleStreams.Of(ModelDialect.ChatCompletions, "content", [.. Enumerable.Repeat("some words, ", 500)]), caller: caller, pieces: 500);

        Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
        var early = ReceivedEvents.Of(string.Concat(caller.Writes.Take(caller.Writes.Count / 2))).Pieces(ModelDialect.ChatCompletions);
        Assert.InRange(early.Length, 2000, 3000);
    }

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions))]
    [InlineData(nameof(ModelDialect.Responses))]
    [InlineData(nameof(ModelDialect.Messages))]
    public async Task RunAsync_UnboundedPattern_LetsNothingOutBeforeTheEnd(string name)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var stream = SampleStreams.Of(dialect, "content", [.. Enumerable.Repeat("word ", 1000), "canary", " 4f1d"]);
        var caller = new RecordedCaller();

        var relayed = await RunAsync(dialect, Relays.Filters(block: ["word.*canary +4f1d"]), stream, caller: caller, pieces: 700);

        MustBeBlocked(relayed, dialect);
        Assert.False(caller.HasBegun);
    }

    [Fact]
    public async Task RunAsync_FieldsByName_AreThoseOfTheWholeAnswer()
    {
        var filters = Relays.Filters(redactFields: ["arguments", "password"]);
        var chat = await RunAsync(ModelDialect.ChatCompletions, filters, SampleStreams.Of(ModelDialect.ChatCompletions, "tool arguments", "{\"a\":", "1}"));
        var messages = await RunAsync(ModelDialect.Messages, filters, SampleStreams.Of(ModelDialect.Messages, "tool arguments", "{\"user\":\"ann\",\"pass", "word\":\"x\"}"));
        var responses = await RunAsync(ModelDialect.Responses, filters, SampleStreams.Of(ModelDialect.Responses, "tool arguments", "{\"a\":", "1}"));

        Assert.Equal("[redacted]", ReceivedEvents.Of(chat.All).Pieces(ModelDialect.ChatCompletions));
        Assert.Equal("[redacted]", ReceivedEvents.Of(responses.All).Pieces(ModelDialect.Responses));
        Assert.Equal("""{"user":"ann","password":"[redacted]"}""", ReceivedEvents.Of(messages.All).Pieces(ModelDialect.Messages));
    }

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

        var relayed = await RunAsync(ModelDialect.ChatCompletions, Redacting, stream);

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

        Assert.Equal(StreamEnd.FilterFailed, (await RunAsync(ModelDialect.ChatCompletions, Blocking, stream)).Result.Ended);
    }

    [Fact]
    public async Task RunAsync_CommentsAndFieldsOfTheProvider_CarryNothing()
    {
        var stream = ": canary-4f1d\n\nid: canary-4f1d\nretry: 1\n" + SampleStreams.Of(ModelDialect.ChatCompletions, "content", "x");

        var relayed = await RunAsync(ModelDialect.ChatCompletions, Blocking, stream);

        Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
        Assert.StartsWith(": waiting\n\ndata: {", relayed.Sent, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", relayed.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4000)]
    public async Task RunAsync_AnyChunks_SameResult(int size)
    {
        foreach (var dialect in (ModelDialect[])[ModelDialect.ChatCompletions, ModelDialect.Responses, ModelDialect.Messages])
        {
            var stream = SampleStreams.Of(dialect, "content", "write to ann@exam", "ple.com or +1 416 555 ", "0199", " now");

            var whole = await RunAsync(dialect, Redacting, stream);
            var cut = await RunAsync(dialect, Redacting, stream, pieces: size);

            Assert.Equal(whole.All, cut.All);
        }
    }

    [Theory]
    [InlineData(StreamFilterMode.Window)]
    [InlineData(StreamFilterMode.Buffer)]
    public async Task RunAsync_LongRun_IsFilteredInLinearTime(StreamFilterMode mode)
    {
        var run = new string('a', 200_000);

        var relayed = await RunAsync(ModelDialect.ChatCompletions, Redacting, SampleStreams.Of(ModelDialect.ChatCompletions, "content", [run, .. run.Chunk(50).Select(chunk => new string(chunk)), run + "@example.com"]), mode);

        Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
        Assert.Equal(new string('a', 600_000 - 64) + "[redacted:email]", ReceivedEvents.Of(relayed.All).Pieces(ModelDialect.ChatCompletions));
    }

    private static string Text(string channel, string middle)
    {
        var text = $"write to {middle} or not, it is your decision. ";
        // The input of a tool is JSON.
        return channel == "tool arguments" ? new JsonObject { ["text"] = text }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) : text;
    }

    private static Task<Relayed> RunAsync(
        ModelDialect dialect, CompiledConstraints filters, string stream, StreamFilterMode mode = StreamFilterMode.Window, RecordedCaller? caller = null, int? pieces = null)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        return Relays.RunAsync(
            Relays.Request(dialect, caller) with { Filters = filters, FilterMode = mode, WantsUsage = true },
            ChunkedBody.InPieces(bytes, pieces ?? bytes.Length));
    }

    private static void MustBeBlocked(Relayed relayed, ModelDialect dialect)
    {
        Assert.Equal(StreamEnd.Blocked, relayed.Result.Ended);
        Assert.Equal(GatewayErrors.GuardDenied, relayed.Result.Why!.Kind);
        Assert.StartsWith("response_filters.block_patterns ", relayed.Result.Why.Rule, StringComparison.Ordinal);
        Assert.Equal("pol_1@3", relayed.Result.Why.Policy.ToString());
        // Not a part of it either.
        Assert.DoesNotContain("can", ReceivedEvents.Of(relayed.Sent).Pieces(dialect), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, relayed.All, StringComparison.Ordinal);
        Assert.StartsWith(dialect == ModelDialect.ChatCompletions ? "data: {\"error\":" : "event: error\ndata: {\"type\":\"error\"", relayed.End, StringComparison.Ordinal);
    }

    private static void MustBeComplete(Relayed relayed, ModelDialect dialect)
    {
        Assert.Equal(
            dialect switch { ModelDialect.ChatCompletions => "[DONE]", ModelDialect.Responses => "response.completed", _ => "message_stop" },
            dialect == ModelDialect.ChatCompletions ? ReceivedEvents.Of(relayed.End).Events[^1].Data : ReceivedEvents.Of(relayed.End).Events.Single().Name);
        Assert.Equal(UsageSource.Provider, relayed.Result.Usage.Source);
    }

    /// <summary>All events but those with pieces of texts, without numbers and log probabilities.</summary>
    private static string[] Others(string stream) =>
    [
        .. ReceivedEvents.Of(stream).Events.Where(sent => !sent.Data.Contains("delta\"", StringComparison.Ordinal) || sent.Data.Contains("stop", StringComparison.Ordinal)).Select(sent =>
        {
            if (sent.Data == "[DONE]")
            {
                return sent.Data;
            }

            var data = JsonNode.Parse(sent.Data)!.AsObject();
            data.Remove("sequence_number");
            WithoutLogprobs(data);
            return $"{sent.Name} {data.ToJsonString()}";
        }),
    ];

    private static void WithoutLogprobs(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            members.Remove("logprobs");
        }

        foreach (var child in node is JsonObject parent ? parent.Select(member => member.Value) : node as IEnumerable<JsonNode?> ?? [])
        {
            WithoutLogprobs(child);
        }
    }
}
