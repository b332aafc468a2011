using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>Providers that refuse, fail, are slow or away.</summary>
public sealed class ModelFailureTests
{
    [Theory]
    [InlineData(400, "params_invalid")]
    [InlineData(401, "upstream_failed")]
    [InlineData(402, "upstream_failed")]
    [InlineData(403, "upstream_failed")]
    [InlineData(404, "model_not_found")]
    [InlineData(413, "params_invalid")]
    [InlineData(429, "tool_busy")]
    [InlineData(500, "upstream_failed")]
    [InlineData(503, "upstream_failed")]
    [InlineData(529, "upstream_failed")]
    public async Task Ask_ProviderRefuses_IsTheGatewaysErrorWithoutItsSecrets(int status, string code)
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Say(status, $$"""{"error":{"message":"Bad key {{ModelGateway.Secret}} or {{ModelGateway.SecondSecret}}, says the provider.","type":"x"} }""");
        models.Ann.Say(status, $$"""{"type":"error","error":{"message":"Bad key {{ModelGateway.AnthropicSecret}}.","type":"x"} }""");

        foreach (var response in (HttpResponseMessage[])[await models.AskAsync(), await models.AskAsync(more: ",\"stream\":true"), await models.AskAnnAsync()])
        {
            var body = await response.MustRefuseAsync(GatewayErrors.ByCode[code]);

            Assert.DoesNotContain("canary", body.ToString(), StringComparison.Ordinal);
        }

        Assert.All(await models.Gateway.RecordsAsync(), record => Assert.Equal(code, record.Outcome));
    }

    [Fact]
    public async Task Ask_ProviderSaysWhatIsWrong_TellsTheCaller()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Say(400, """{"error":{"message":"Unknown parameter: 'x'.","type":"invalid_request_error"} }""");

        var body = await (await models.AskAsync()).MustRefuseAsync(GatewayErrors.ParamsInvalid);

        Assert.Contains("Unknown parameter", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Ask_CredentialRefused_UsesTheNextOne(int status)
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Answer = async context =>
        {
            var isFirst = context.Request.Headers.Authorization == $"Bearer {ModelGateway.Secret}";
            context.Response.StatusCode = isFirst ? status : 200;
            await context.Response.WriteAsync(isFirst ? "{}" : ModelGateway.Chat());
        };

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync()).StatusCode);

        // The refused one rests.
        Assert.Equal(3, models.One.Received.Count);
        Assert.Equal([1, 2], (await models.Gateway.RecordsAsync()).Select(record => record.Attempts).Order());
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(529, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    public async Task Ask_RouteWhoseFirstProviderFails_FallsBackBeforeTheFirstByte(int status, bool fallsBack)
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Say(status, "{}");

        var response = await models.AskAsync("fast", ",\"max_tokens\":50");

        Assert.Equal(fallsBack, response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(fallsBack ? 1 : 0, models.Two.Received.Count);
        Assert.Equal("gpt-5-mini", (string?)ModelGateway.Sent(models.One)["model"]);
        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal("fast", record.Model);
        Assert.Equal(fallsBack ? ("two", "spare") : ("one", "gpt-5-mini"), (record.Provider, record.ProviderModel));
        if (fallsBack)
        {
            Assert.Equal(("spare", 50), ((string?)ModelGateway.Sent(models.Two)["model"], (int?)ModelGateway.Sent(models.Two)["max_tokens"]));
            Assert.Equal($"Bearer {ModelGateway.ThirdSecret}", models.Two.Received.Single().Headers["Authorization"]);
        }
    }

    [Fact]
    public async Task Ask_RouteThatFallsBackOnConnectOnly_DoesJustThat()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Say(500, "{}");

        await (await models.AskAsync("stubborn")).MustRefuseAsync(GatewayErrors.UpstreamFailed);
        await models.One.StopAsync();
        var response = await models.AskAsync("stubborn");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(models.Two.Received);
    }

    [Fact]
    public async Task Ask_RefusalOfOurs_AsksNobody()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule("""{"deny":["fast"]}""");

        await (await models.AskAsync("fast")).MustRefuseAsync(GatewayErrors.ModelDenied);

        Assert.Empty(models.One.Received);
        Assert.Empty(models.Two.Received);
    }

    [Fact]
    public async Task Ask_FailingProvider_IsLeftAloneForAWhile()
    {
        await using var models = await ModelGateway.StartAsync(more: "\"breaker\":{\"minimum_calls\":3,\"pause\":\"60s\"},");
        models.One.Say(500, "{}");
        for (var i = 0; i < 3; i++)
        {
            await (await models.AskAsync()).MustRefuseAsync(GatewayErrors.UpstreamFailed);
        }

        var held = await models.AskAsync();
        var other = await models.AskAsync("fast");

        await held.MustRefuseAsync(GatewayErrors.BreakerOpen);
        var listed = (await models.Gateway.Proxy.AdminClient().GetFromJsonAsync<BreakerListResponse>("/v1/admin/breakers", GatewayJson.Tolerant))!;
        Assert.Equal(
            [("ann", BreakerState.Closed), ("one", BreakerState.Open), ("two", BreakerState.Closed)], listed.Providers.Select(breaker => (breaker.Provider, breaker.State)));
        Assert.True(listed.Providers[1].ChangedAt > listed.Providers[0].ChangedAt);
        var metrics = await models.Gateway.Proxy.AdminClient().GetStringAsync("/metrics");
        Assert.Matches("""gateway_breaker_state\{[^}]*provider="one"[^}]*\} 2""", metrics);
        Assert.Matches("""gateway_breaker_state\{[^}]*provider="two"[^}]*\} 0""", metrics);
        Assert.Matches("""gateway_breaker_fastfail_total\{[^}]*provider="one"[^}]*\} 2""", metrics);
        Assert.NotNull(held.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(3, models.One.Received.Count);
    }

    [Fact]
    public async Task Ask_TooManyAtOnce_IsBusy()
    {
        await using var models = await ModelGateway.StartAsync(more: "\"max_concurrent\":1,");
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = async context =>
        {
            await release.Task;
            await context.Response.WriteAsync(ModelGateway.Chat());
        };
        var first = models.AskAsync();
        await Eventually.TrueAsync(() => models.One.Received.Count == 1, "the provider is asked");

        await (await models.AskAsync()).MustRefuseAsync(GatewayErrors.ToolBusy);
        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync("fast")).StatusCode);
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync()).StatusCode);
    }

    [Theory]
    [InlineData(true, 61)]
    [InlineData(false, 601)]
    public async Task Ask_SlowProvider_EndsInTime(bool streams, int seconds)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var models = await ModelGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await aborted.Task;
        };
        var call = models.AskAsync(more: streams ? ",\"stream\":true" : "");
        await Eventually.TrueAsync(() => models.One.Received.Count == 1, "the provider is asked");

        clock.Advance(TimeSpan.FromSeconds(seconds));

        await (await call).MustRefuseAsync(GatewayErrors.UpstreamTimeout);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Ask_AnswerThatHangsInItsBody_EndsAfterTheTotalTimeSinceItWasAsked()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        // Short, so that the token need not be looked at again while the clock is moved.
        await using var models = await ModelGateway.StartAsync(more: "\"total\": \"4s\",", configure: services => services.AddSingleton<TimeProvider>(clock));
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await begin.Task;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            hasBegun.SetResult();
            await aborted.Task;
        };
        var call = models.AskAsync();
        await Eventually.TrueAsync(() => models.One.Received.Count == 1, "the provider is asked");
        clock.Advance(TimeSpan.FromSeconds(2.5));
        begin.SetResult();
        await hasBegun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        clock.Advance(TimeSpan.FromSeconds(1.6));

        await (await call.WaitAsync(TimeSpan.FromSeconds(60))).MustRefuseAsync(GatewayErrors.UpstreamTimeout);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Ask_CallerGone_AbortsTheProviderAndIsOnRecord()
    {
        await using var models = await ModelGateway.StartAsync();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        models.One.Answer = async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await aborted.Task;
        };
        using var caller = new CancellationTokenSource();
        using var body = new StringContent(ModelGateway.ChatRequest(), System.Text.Encoding.UTF8, "application/json");
        var call = models.Gateway.Client().PostAsync("/v1/chat/completions", body, caller.Token);
        await Eventually.TrueAsync(() => models.One.Received.Count == 1, "the provider is asked");

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal(("cancelled", "one", UsageSource.Hold), (record.Outcome, record.Provider, record.Usage?.Source));
    }

    [Fact]
    public async Task Ask_AnswerThatRepeatsTheCredential_IsCleaned()
    {
        await using var models = await ModelGateway.StartAsync();
        models.One.Say(200, ModelGateway.Chat(text: $"your key is {ModelGateway.Secret}!"));

        var text = await (await models.AskAsync()).Content.ReadAsStringAsync();

        Assert.Contains("your key is", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_NoCredential_SaysWhoseIsMissing()
    {
        await using var models = await ModelGateway.StartAsync(settings: ["--TOOL_CREDENTIAL:ann="]);

        var body = await (await models.AskAnnAsync()).MustRefuseAsync(GatewayErrors.ToolNotConfigured);

        Assert.Contains("ann", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(models.Ann.Received);
    }
}
