using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Models.Tokens;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>Answers that stream, from a provider's socket to the caller's.</summary>
public sealed class ModelStreamTests
{
    private const string Stream = ",\"stream\":true";

    [Theory, BothBackends]
    public async Task Ask_Stream_PassesEventsOnAndIsOnRecord(Backend backend)
    {
        await using var models = await ModelGateway.StartAsync(backend);
        models.One.Answer = ModelGateway.Streams(ModelGateway.ChatStream());

        var response = await models.AskAsync(more: Stream);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Headers.Only("RateLimit"));
        Assert.NotNull(response.Headers.Only("x-request-id"));
        Assert.Contains("\"content\":\"hello\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"choices\":[]", text, StringComparison.Ordinal);
        Assert.True((bool?)ModelGateway.Sent(models.One)["stream_options"]!["include_usage"]);
        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal(("ok", "one", 10, 5), (record.Outcome, record.Provider, record.Usage?.Input, record.Usage?.Output));
        Assert.True(record.TimeToFirstByteMs >= 0);
    }

    [Fact]
    public async Task Ask_StreamWithUsage_KeepsTheUsageAndOtherOptions()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Answer = ModelGateway.Streams(ModelGateway.ChatStream());

        var text = await (await models.AskAsync(more: $"{Stream},\"stream_options\":{{\"include_usage\":true,\"include_obfuscation\":false}}")).Content.ReadAsStringAsync();

        Assert.Equal(ModelGateway.ChatStream(), text);
        Assert.Equal("""{"include_obfuscation":false,"include_usage":true}""", ModelGateway.Sent(models.One)["stream_options"]!.ToJsonString());
    }

    [Fact]
    public async Task AskMessages_Stream_PassesEventsOn()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Ann.Answer = ModelGateway.Streams(ModelGateway.MessageStream());

        var text = await (await models.AskAnnAsync(Stream)).Content.ReadAsStringAsync();

        Assert.Equal(ModelGateway.MessageStream(), text);
        Assert.Equal((10, 5), ((await models.Gateway.OnlyRecordAsync()).Usage?.Input, (await models.Gateway.OnlyRecordAsync()).Usage?.Output));
    }

    [Fact]
    public async Task Ask_StreamCallerGone_AbortsTheProvider()
    {
        await using var models = await ModelGateway.StartAsync();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = ModelGateway.Streams(FirstEvents(), async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await aborted.Task;
        });

        var response = await models.AskAsync(more: Stream);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        response.Dispose();

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal(("cancelled", "one"), (record.Outcome, record.Provider));
        Assert.NotNull(record.Usage);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "data: {\"error\":")]
    [InlineData("/v1/messages", "event: error\ndata: {")]
    public async Task Ask_StreamCut_EndsWithTheDialectsError(string path, string error)
    {
        await using var models = await ModelGateway.StartAsync();
        var isChat = path == "/v1/chat/completions";
        (isChat ? models.One : models.Ann).Answer = ModelGateway.Streams(isChat ? FirstEvents() : ModelGateway.MessageStream().Split("event: content_block_stop")[0]);

        var text = await (await (isChat ? models.AskAsync(more: Stream) : models.AskAnnAsync(Stream))).Content.ReadAsStringAsync();

        Assert.Contains("hello", text, StringComparison.Ordinal);
        Assert.Contains(error, text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal("upstream_failed", (await models.Gateway.OnlyRecordAsync()).Outcome);
    }

    [Fact]
    public async Task Ask_StreamCut_IsCountedAsThePriceOfTheModelSays()
    {
        // The encodings make different numbers of tokens of it.
        const string Text = "안녕하세요, 오늘 날씨가 어떻습니까?";
        var counter = new TokenCounter();
        var expected = counter.Count(Text, TokenEncoding.Cl100kBase, 1.5m);
        Assert.NotEqual(expected, counter.Count(Text, TokenEncoding.O200kBase, 1.5m));
        using var folder = new TemporaryDirectory();
        var prices = Path.Combine(folder.Path, "prices.json");
        await File.WriteAllTextAsync(prices, """{"models":{"one/gpt-4.1":{"input":"1","output":"1","encoding":"cl100k_base","factor":"1.5"}}}""");
        await using var models = await ModelGateway.StartAsync(settings: $"--PRICES_FILE={prices}");
        models.One.Answer = ModelGateway.Streams(FirstEvents(Text));

        await (await models.AskAsync("gpt-4.1", Stream)).Content.ReadAsStringAsync();

        var usage = (await models.Gateway.OnlyRecordAsync()).Usage;
        Assert.Equal((UsageSource.Estimated, expected), (usage?.Source, usage?.Output));
    }

    [Fact]
    public async Task Ask_StreamFallsSilent_EndsWithAnErrorAndAbortsTheProvider()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var models = await ModelGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = ModelGateway.Streams(FirstEvents(), async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await aborted.Task;
        });
        var response = await models.AskAsync(more: Stream);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line && !line.Contains("hello", StringComparison.Ordinal))
        {
            // Until the relay waits for more.
        }

        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(20));
                return aborted.Task.IsCompleted;
            },
            "the provider is aborted");

        Assert.Contains("\"error\"", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"overloaded\"}}\n\n")]
    [InlineData("event: error\ndata: {}\n\n")]
    [InlineData("")]
    public async Task Ask_StreamThatFailsAtOnce_FallsBack(string events)
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Answer = ModelGateway.Streams(events);
        models.Two.Answer = ModelGateway.Streams(ModelGateway.ChatStream("from two"));

        var text = await (await models.AskAsync("fast", Stream)).Content.ReadAsStringAsync();

        Assert.Contains("from two", text, StringComparison.Ordinal);
        Assert.Equal("two", (await models.Gateway.OnlyRecordAsync()).Provider);
    }

    [Fact]
    public async Task Ask_StreamThatFailsLater_DoesNotFallBack()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Answer = ModelGateway.Streams(FirstEvents());
        models.Two.Answer = ModelGateway.Streams(ModelGateway.ChatStream("from two"));

        var text = await (await models.AskAsync("fast", Stream)).Content.ReadAsStringAsync();

        Assert.Contains("hello", text, StringComparison.Ordinal);
        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
        Assert.Empty(models.Two.Received);
    }

    [Fact]
    public async Task Ask_StreamThatRepeatsTheCredential_BreaksOffBeforeIt()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Answer = ModelGateway.Streams(ModelGateway.ChatStream($"it is {ModelGateway.Secret}"));

        var text = await (await models.AskAsync(more: Stream)).Content.ReadAsStringAsync();

        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.Contains("error", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_StreamWhoseTokenIsRevoked_Ends()
    {
        await using var models = await ModelGateway.StartAsync();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = ModelGateway.Streams(FirstEvents(), async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await aborted.Task;
        });
        var response = await models.AskAsync(more: Stream);

        models.Gateway.Holders[TestGateway.Token] = IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("token_revoked", text, StringComparison.Ordinal);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Ask_AnswerThatDoesNotStream_IsRefused()
    {
        await using var models = await ModelGateway.StartAsync();

        await (await models.AskAsync(more: Stream)).MustRefuseAsync(GatewayErrors.UpstreamFailed);
    }

    private static string FirstEvents(string text = "hello") => string.Join("\n\n", ModelGateway.ChatStream(text).Split("\n\n")[..2]) + "\n\n";
}
