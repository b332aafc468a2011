using System.Net;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Models;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Models;

public sealed class ModelEndpointTests
{
    [Theory]
    [InlineData("/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/openai/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/v1/responses", "/v1/responses")]
    [InlineData("/openai/v1/responses", "/v1/responses")]
    [InlineData("/v1/embeddings", "/v1/embeddings")]
    [InlineData("/openai/v1/embeddings", "/v1/embeddings")]
    public async Task Post_OpenaiPath_AsksTheProviderAndPassesItsAnswerOn(string path, string upstream)
    {
        await using var models = await ModelGateway.StartAsync();

        var response = await models.PostAsync(path, """{"model":"gpt-5","messages":[],"input":"hi","unknown":{"a":[1.5,null]}}""");

        Assert.Equal(ModelGateway.Chat(), await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(models.One.Received);
        Assert.Equal(upstream, sent.Path);
        Assert.Equal($"Bearer {ModelGateway.Secret}", sent.Headers["Authorization"]);
        Assert.Equal("research", sent.Headers["OpenAI-Project"]);
        Assert.Equal("""{"a":[1.5,null]}""", ModelGateway.Sent(models.One)["unknown"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/v1/messages", "/v1/messages")]
    [InlineData("/anthropic/messages", "/v1/messages")]
    [InlineData("/anthropic/v1/messages", "/v1/messages")]
    [InlineData("/v1/messages/count_tokens", "/v1/messages/count_tokens")]
    [InlineData("/anthropic/messages/count_tokens", "/v1/messages/count_tokens")]
    [InlineData("/anthropic/v1/messages/count_tokens", "/v1/messages/count_tokens")]
    [InlineData("/v1/messages?beta=true", "/v1/messages")]
    public async Task Post_AnthropicPath_AsksTheProvider(string path, string upstream)
    {
        await using var models = await ModelGateway.StartAsync();

        var response = await models.PostAsync(path, """{"model":"claude-sonnet","max_tokens":100,"messages":[{"role":"user","content":"hi"}],"metadata":{"x":1}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(models.Ann.Received);
        Assert.Equal(upstream, sent.Path);
        Assert.Equal(ModelGateway.AnthropicSecret, sent.Headers["x-api-key"]);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
        Assert.Equal("""{"x":1}""", ModelGateway.Sent(models.Ann)["metadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData("POST", "/openai/v1/completions")]
    [InlineData("POST", "/openai/v1/files")]
    [InlineData("POST", "/openai/v1/audio/speech")]
    [InlineData("GET", "/openai/v1/responses/resp_1")]
    [InlineData("GET", "/v1/chat/completions")]
    [InlineData("GET", "/v1/responses/resp_1")]
    [InlineData("POST", "/v1/responses/resp_1/cancel")]
    [InlineData("POST", "/v1/messages/batches")]
    [InlineData("POST", "/anthropic/v1/messages/batches")]
    [InlineData("POST", "/anthropic/v1/complete")]
    [InlineData("POST", "/v1/completions")]
    [InlineData("POST", "/v1/v1/messages")]
    public async Task Send_OtherPath_IsNotThereAndAsksNobody(string method, string path)
    {
        await using var models = await ModelGateway.StartAsync();

        var response = await (method == "GET" ? models.GetAsync(path) : models.PostAsync(path, ModelGateway.ChatRequest()));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(models.One.Received);
        Assert.Empty(models.Ann.Received);
    }

    [Fact]
    public async Task Post_EitherHeader_IsTheKey()
    {
        await using var models = await ModelGateway.StartAsync();
        const string Other = "another-agents-token";
        models.Gateway.Holders[Other] = TestGateway.Agent();

        foreach (var (status, headers) in ((HttpStatusCode, (string, string)[])[])
        [
            (HttpStatusCode.OK, [("x-api-key", TestGateway.Token)]),
            (HttpStatusCode.OK, [("Authorization", $"Bearer {TestGateway.Token}")]),
            (HttpStatusCode.OK, [("Authorization", $"Bearer {TestGateway.Token}"), ("x-api-key", TestGateway.Token)]),
            (HttpStatusCode.Unauthorized, [("Authorization", $"Bearer {TestGateway.Token}"), ("x-api-key", Other)]),
            (HttpStatusCode.Unauthorized, [("Authorization", $"Basic {TestGateway.Token}"), ("x-api-key", TestGateway.Token)]),
            (HttpStatusCode.Unauthorized, [("x-api-key", "unknown")]),
            (HttpStatusCode.Unauthorized, [("x-api-key", "")]),
        ])
        {
            var response = await models.PostAsync("/v1/chat/completions", ModelGateway.ChatRequest(), headers);

            Assert.Equal(status, response.StatusCode);
            if (status == HttpStatusCode.Unauthorized)
            {
                Assert.Equal("authentication_error", (await ModelGateway.JsonAsync(response)).GetProperty("error").GetProperty("type").GetString());
                Assert.Equal("false", response.Headers.Only("x-should-retry"));
            }
        }

        Assert.Equal(3, models.One.Received.Count);
    }

    [Fact]
    public async Task Post_LargeBody_IsTakenUpToTheLimitOfTheseRoutes()
    {
        await using var models = await ModelGateway.StartAsync(settings: "--MODELS_MAX_BODY_BYTES=3000000");

        var large = await models.AskAsync(more: $",\"metadata\":{{\"x\":\"{new string('x', 2_000_000)}\"}}");
        var tooLarge = await models.AskAsync(more: $",\"metadata\":{{\"x\":\"{new string('x', 3_000_000)}\"}}");
        var elsewhere = await models.PostAsync("/v1/tools/openai/chat", $$"""{"model":"m","input":"{{new string('x', 2_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.OK, large.StatusCode);
        var body = await tooLarge.MustRefuseAsync(GatewayErrors.PayloadTooLarge);
        Assert.Contains("3000000", body.GetProperty("how_to_fix").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Post_BadRequest_IsRefusedByField()
    {
        await using var models = await ModelGateway.StartAsync();

        foreach (var (path, body, field) in ((string, string, string)[])
        [
            ("/v1/chat/completions", """{"messages":[]}""", "model"),
            ("/v1/chat/completions", """{"model":"gpt-5"}""", "messages"),
            ("/v1/chat/completions", """{"model":"gpt-5","messages":[],"n":"3"}""", "n"),
            ("/v1/chat/completions", """{"model":"gpt-5","messages":[],"stream":"yes"}""", "stream"),
            ("/v1/chat/completions", """{"model":"gpt-5","messages":[],"max_tokens":0}""", "max_tokens"),
            ("/v1/responses", """{"model":"gpt-5","input":"hi","tools":{} }""", "tools"),
            ("/v1/embeddings", """{"model":"gpt-5"}""", "input"),
            ("/v1/messages", """{"model":"claude-sonnet","messages":[]}""", "max_tokens"),
        ])
        {
            var refused = await (await models.PostAsync(path, body)).MustRefuseAsync(GatewayErrors.ParamsInvalid);

            Assert.True(refused.GetProperty("errors").TryGetProperty(field, out _), refused.ToString());
        }

        await (await models.PostAsync("/v1/chat/completions", "{")).MustRefuseAsync(GatewayErrors.BodyInvalid);
        Assert.Empty(models.One.Received);
        Assert.Empty(models.Ann.Received);
    }

    [Fact]
    public async Task Post_AnthropicHeaders_GoByTheAllowList()
    {
        await using var models = await ModelGateway.StartAsync();

        await models.AskAnnAsync("", ("anthropic-version", "2026-10-21"), ("anthropic-beta", "files-api-2025-04-14, fast-mode-2026-02-01"), ("x-evil", "1"), ("Cookie", "a=b"));
        await models.AskAnnAsync();

        var (first, second) = (models.Ann.Received.First(), models.Ann.Received.Last());
        Assert.Equal("2026-10-21", first.Headers["anthropic-version"]);
        Assert.Equal("files-api-2025-04-14", first.Headers["anthropic-beta"]);
        Assert.False(first.Headers.ContainsKey("x-evil") || first.Headers.ContainsKey("Cookie"));
        Assert.Equal("2023-06-01", second.Headers["anthropic-version"]);
        Assert.False(second.Headers.ContainsKey("anthropic-beta"));
    }

    [Fact]
    public async Task Post_RateUsedUp_SaysRetryAfter()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Gateway.UseAnAgentOfItsOwn();
        models.Gateway.Decide = question => TestGateway.Allowed(question, new RateLimitSpec(1, "30s", 1));
        await models.AskAsync();
        var soon = await models.AskAsync();

        await soon.MustRefuseAsync(GatewayErrors.RateLimited);
        Assert.NotNull(soon.Headers.RetryAfter);
        Assert.Null(soon.Headers.Only("x-should-retry"));
    }

    [Fact]
    public async Task Post_QuotaUsedUpForLong_TellsClientsNotToRepeat()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Gateway.Decide = question => TestGateway.Allowed(question) with { Quotas = [new QuotaSpec("*", 1, "1d")] };
        var first = await models.PostAsync("/v1/embeddings", """{"model":"gpt-5","input":"a"}""");
        var late = await models.PostAsync("/v1/embeddings", """{"model":"gpt-5","input":"a"}""");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await late.MustRefuseAsync(GatewayErrors.QuotaExceeded);
        Assert.Null(late.Headers.RetryAfter);
        Assert.Equal("false", late.Headers.Only("x-should-retry"));
    }

    [Fact]
    public async Task GetModels_SpeaksTheCallersDialectAndShowsOnlyWhatIsAllowed()
    {
        await using var models = await ModelGateway.StartAsync();

        Assert.Equal(["fast", "gpt-5", "spare", "stubborn", "text-embedding-3-small"], await IdsAsync(await models.GetAsync("/v1/models")));
        Assert.Equal(["claude-sonnet"], await IdsAsync(await models.GetAsync("/v1/models", ("anthropic-version", "2023-06-01"))));
        Assert.Equal(["claude-sonnet"], await IdsAsync(await models.GetAsync("/anthropic/v1/models")));
        Assert.Equal("list", (await ModelGateway.JsonAsync(await models.GetAsync("/openai/v1/models", ("anthropic-version", "2023-06-01")))).GetProperty("object").GetString());
        Assert.Equal("gpt-4.1/x", (await ModelGateway.JsonAsync(await models.GetAsync("/v1/models/gpt-4.1%2Fx"))).GetProperty("id").GetString());
        await (await models.GetAsync("/v1/models/nobodys")).MustRefuseAsync(GatewayErrors.ModelNotFound);
        await (await models.GetAsync("/v1/models", ("x-api-key", "unknown"))).MustRefuseAsync(GatewayErrors.TokenInvalid);
    }

    [Fact]
    public async Task GetModels_PolicyAndToken_NarrowTheList()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule("""{"allow":["gpt-*","fast"],"deny":["gpt-5"]}""");

        Assert.Equal(["fast"], await IdsAsync(await models.GetAsync("/v1/models")));
        await (await models.GetAsync("/v1/models/gpt-5")).MustRefuseAsync(GatewayErrors.ModelNotFound);
        models.Gateway.Holders["narrow"] = TestGateway.Agent(tools: ["serpapi"]);
        Assert.Empty(await IdsAsync(await models.GetAsync("/v1/models", ("x-api-key", "narrow"))));
    }

    private static async Task<IReadOnlyList<string?>> IdsAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. (await ModelGateway.JsonAsync(response)).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString())];
    }
}
