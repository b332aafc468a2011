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
            var relayed = await Relays.FilterAsync(dialect, Blocking, SampleStreams.Of(dialect, channel, text[..cut], text[cut..]));

            MustBeBlocked(relayed, dialect);
        }
    }

    [Theory, MemberData(nameof(Channels))]
    public async Task RunAsync_SecretCharacterByCharacter_IsBlocked(string name, string channel)
    {
        var dialect = Enum.Parse<ModelDialect>(name);
        var pieces = Text(channel, Secret).Select(character => character.ToString()).ToArray();

        MustBeBlocked(await Relays.FilterAsync(dialect, Blocking, SampleStreams.Of(dialect, channel, pieces)), dialect);
        MustBeBlocked(await Relays.FilterAsync(dialect, Blocking, SampleStreams.Of(dialect, channel, pieces), StreamFilterMode.Buffer), dialect);
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
                var relayed = await Relays.FilterAsync(dialect, Redacting, SampleStreams.Of(dialect, channel, text[..cut], text[cut..]), mode);

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

        var relayed = await Relays.FilterAsync(dialect, Redacting, stream);

        Assert.Equal(text, ReceivedEvents.Of(relayed.All).Pieces(dialect));
        var (sent, received) = (Others(stream), Others(relayed.All));
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task RunAsync_FinalEventsOfResponses_AreRewritten()
    {
        var stream = SampleStreams.Of(ModelDialect.Responses, "content", "to ann@exa", "mple.com.");

        var events = ReceivedEvents.Of((await Relays.FilterAsync(ModelDialect.Responses, Redacting, stream)).All).Objects.ToDictionary(data => data["type"]!.GetValue<string>());

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

        var numbers = ReceivedEvents.Of((await Relays.FilterAsync(ModelDialect.Responses, Redacting, stream)).All).Objects.Select(data => (int)data["sequence_number"]!).ToArray();

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

        var relayed = await Relays.FilterAsync(dialect, Redacting, stream);

        Assert.DoesNotContain("token\":", relayed.All, StringComparison.Ordinal);
        Assert.Contains("\"logprobs\":", relayed.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Window_LetsOutAllButATail()
    {
        var caller = new RecordedCaller();
        var relayed = await Relays.FilterAsync(ModelDialect.ChatCompletions, Redacting, SampleStreams.Of(ModelDialect.ChatCompletions, "content", [.. Enumerable.Repeat("some words, ", 500)]), caller: caller, pieces: 500);

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

        var relayed = await Relays.FilterAsync(dialect, Relays.Filters(block: ["word.*canary +4f1d"]), stream, caller: caller, pieces: 700);

        MustBeBlocked(relayed, dialect);
        Assert.False(caller.HasBegun);
    }

    [Fact]
    public async Task RunAsync_FieldsByName_AreThoseOfTheWholeAnswer()
    {
        var filters = Relays.Filters(redactFields: ["arguments", "password"]);
        var chat = await Relays.FilterAsync(ModelDialect.ChatCompletions, filters, SampleStreams.Of(ModelDialect.ChatCompletions, "tool arguments", "{\"a\":", "1}"));
        var messages = await Relays.FilterAsync(ModelDialect.Messages, filters, SampleStreams.Of(ModelDialect.Messages, "tool arguments", "{\"user\":\"ann\",\"pass", "word\":\"x\"}"));
        var responses = await Relays.FilterAsync(ModelDialect.Responses, filters, SampleStreams.Of(ModelDialect.Responses, "tool arguments", "{\"a\":", "1}"));

        Assert.Equal("[redacted]", ReceivedEvents.Of(chat.All).Pieces(ModelDialect.ChatCompletions));
        Assert.Equal("[redacted]", ReceivedEvents.Of(responses.All).Pieces(ModelDialect.Responses));
        Assert.Equal("""{"user":"ann","password":"[redacted]"}""", ReceivedEvents.Of(messages.All).Pieces(ModelDialect.Messages));
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

            var whole = await Relays.FilterAsync(dialect, Redacting, stream);
            var cut = await Relays.FilterAsync(dialect, Redacting, stream, pieces: size);

            Assert.Equal(whole.All, cut.All);
        }
    }

    [Theory]
    [InlineData(StreamFilterMode.Window)]
    [InlineData(StreamFilterMode.Buffer)]
    public async Task RunAsync_LongRun_IsFilteredInLinearTime(StreamFilterMode mode)
    {
        var run = new string('a', 200_000);

        var relayed = await Relays.FilterAsync(ModelDialect.ChatCompletions, Redacting, SampleStreams.Of(ModelDialect.ChatCompletions, "content", [run, .. run.Chunk(50).Select(chunk => new string(chunk)), run + "@example.com"]), mode);

        Assert.Equal(StreamEnd.Completed, relayed.Result.Ended);
        Assert.Equal(new string('a', 600_000 - 64) + "[redacted:email]", ReceivedEvents.Of(relayed.All).Pieces(ModelDialect.ChatCompletions));
    }

    private static string Text(string channel, string middle)
    {
        var text = $"write to {middle} or not, it is your decision. ";
        // The input of a tool is JSON.
        return channel == "tool arguments" ? new JsonObject { ["text"] = text }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) : text;
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
