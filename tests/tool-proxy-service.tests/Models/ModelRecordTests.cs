using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>What is on record of calls to models.</summary>
public sealed class ModelRecordTests
{
    [Theory, BothBackends]
    public async Task Ask_WholeAnswer_IsOnRecordWithItsUsage(Backend backend)
    {
        await using var models = await ModelGateway.StartAsync(backend);

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync(more: ",\"max_tokens\":50")).StatusCode);

        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal(("openai", "chat", "ok", 1), (record.Tool, record.Action, record.Outcome, record.Attempts));
        Assert.Equal(("gpt-5", "one", "gpt-5"), (record.Model, record.Provider, record.ProviderModel));
        Assert.Equal(new ModelUsage { Input = 6, CacheRead = 4, Output = 5, Reasoning = 2, Source = UsageSource.Provider }, record.Usage);
        Assert.True(record.TimeToFirstByteMs >= 0);
        Assert.Equal("""{"model":"gpt-5","messages":[{"role":"user","content":"[2 characters]"}],"max_tokens":50}""", record.Params?.ToJsonString());
    }

    [Fact]
    public async Task AskMessages_WholeAnswer_IsOnRecordWithItsUsage()
    {
        await using var models = await ModelGateway.StartAsync();

        await models.AskAnnAsync();

        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal(("anthropic", "messages", "claude-sonnet", "ann"), (record.Tool, record.Action, record.Model, record.Provider));
        Assert.Equal(new ModelUsage { Input = 10, CacheRead = 4, CacheWrite5m = 3, Output = 5, Source = UsageSource.Provider }, record.Usage);
    }

    [Fact]
    public async Task CountTokens_CostsNothing()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Ann.Say(200, """{"input_tokens":12}""");

        var response = await models.PostAsync("/v1/messages/count_tokens", """{"model":"claude-sonnet","messages":[]}""");

        Assert.Equal("""{"input_tokens":12}""", await response.Content.ReadAsStringAsync());
        Assert.Null((await models.Gateway.OnlyRecordAsync()).Usage);
    }

    [Fact]
    public async Task Ask_AnswerWithoutUsage_CostsTheHold()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Say(200, """{"choices":[]}""");

        await models.AskAsync();

        Assert.Equal(UsageSource.Hold, (await models.Gateway.OnlyRecordAsync()).Usage?.Source);
    }

    [Theory, BothBackends]
    public async Task Ask_RepeatedUnderItsKey_IsAskedOnce(Backend backend)
    {
        await using var models = await ModelGateway.StartAsync(backend);

        var first = await models.PostAsync("/v1/chat/completions", ModelGateway.ChatRequest(), ("Idempotency-Key", "k-1"));
        var second = await models.PostAsync("/v1/chat/completions", ModelGateway.ChatRequest(), ("Idempotency-Key", "k-1"));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(
            (await ModelGateway.JsonAsync(first)).GetProperty("choices").ToString(), (await ModelGateway.JsonAsync(second)).GetProperty("choices").ToString());
        Assert.Equal("true", second.Headers.Only("Idempotency-Replayed"));
        Assert.Single(models.One.Received);
    }
}
