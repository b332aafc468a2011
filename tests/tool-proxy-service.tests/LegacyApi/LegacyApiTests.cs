using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.LegacyApi;

public sealed class LegacyApiTests
{
    [Fact]
    public async Task ProxyRequest_Allowed_AnswersInTheOldForm()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await PostAsync(gateway, new
        {
            agent_token = TestGateway.Token,
            token_id = TestGateway.TokenId,
            tool = "serpapi",
            action = "search",
            @params = new { q = "coffee" },
            proof_payload = "whatever",
            something_new = 1,
        });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = (await response.Content.ReadFromJsonAsync<LegacyProxyResponse>(GatewayJson.Strict))!;
        Assert.True(answer.Success);
        Assert.NotNull(answer.Data);
        Assert.Equal((TestGateway.AgentId, "scout", "serpapi", "search"),
            (answer.Metadata.AgentId, answer.Metadata.AgentName, answer.Metadata.Tool, answer.Metadata.Action));
        Assert.NotNull(response.Header("RateLimit"));
        Assert.Equal("ok", Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Fact]
    public async Task ProxyRequest_Refused_HasStatusOfV1AndTheOldBody()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Denied(question);

        var response = await PostAsync(gateway, Body());

        var error = await response.MustBeLegacyAsync(GatewayErrors.ScopeDenied);
        Assert.Equal("The policy denies it.", error.Error);
        Assert.Equal("deny serpapi:search", error.Rule);
        Assert.Equal(response.Header("X-Correlation-Id"), error.CorrelationId);
    }

    [Fact]
    public async Task ProxyRequest_TokenIdOfAnotherToken_401()
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["token_id"] = "tok_of_someone_else";

        await (await PostAsync(gateway, body)).MustBeLegacyAsync(GatewayErrors.TokenInvalid);
    }

    [Fact]
    public async Task ProxyRequest_Forgery_401()
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["agent_token"] = "garbage";

        var response = await PostAsync(gateway, body);

        await response.MustBeLegacyAsync(GatewayErrors.TokenInvalid);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("\u0000x")]
    [InlineData("a\u0000b")]
    [InlineData("café")]
    [InlineData("a b")]
    [InlineData("a\r\nX-Injected: 1")]
    [InlineData("\u007f")]
    [InlineData("\U0001F511")]
    public async Task ProxyRequest_TokenOfOtherCharacters_401AndNobodyIsAsked(string token)
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["agent_token"] = token;

        await (await PostAsync(gateway, body)).MustBeLegacyAsync(GatewayErrors.TokenInvalid);

        Assert.Empty(gateway.Auth.Received);
        Assert.Equal("token_invalid", Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("research", null, "research")]
    [InlineData("research", "support", "support")]
    [InlineData(null, "support", "support")]
    public async Task ProxyRequest_Intent_OfTheBodyBeforeTheHeader(string? header, string? member, string? stated)
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["intent"] = member;
        using var client = gateway.Client(null);
        if (header is not null)
        {
            client.DefaultRequestHeaders.Add("X-Agent-Intent", header);
        }

        using var response = await client.PostAsJsonAsync("/api/proxy-request", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(stated, Assert.Single(await gateway.RecordsAsync()).Intent);
    }

    [Theory]
    [InlineData("true", "params_invalid")]
    [InlineData("false", null)]
    [InlineData("null", null)]
    [InlineData("\"yes\"", "body_invalid")]
    public async Task ProxyRequest_Async_IsNotSupportedAndSaysSo(string value, string? code)
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["async"] = JsonNode.Parse(value);

        var response = await PostAsync(gateway, body);

        if (code is null)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        var error = await response.MustBeLegacyAsync(GatewayErrors.ByCode[code]);
        Assert.Equal(code == "params_invalid", error.Error == "Asynchronous calls are not supported." && error.Errors!.ContainsKey("async"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"agent_token\":\"t\",\"agent_token\":\"u\",\"tool\":\"a\",\"action\":\"b\",\"params\":{}}")]
    [InlineData("{\"agent_token\":\"t\",\"tool\":\"a\",\"action\":\"b\",\"params\":[]}")]
    [InlineData("{\"agent_token\":\"\\ud800\",\"tool\":\"a\",\"action\":\"b\",\"params\":{}}")]
    [InlineData("{\"agent_token\":null,\"tool\":\"a\",\"action\":\"b\",\"params\":{}}")]
    public async Task ProxyRequest_BodyUnreadable_400(string body)
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await gateway.Client(null).PostAsync("/api/proxy-request", new StringContent(body, null, "application/json"));

        await response.MustBeLegacyAsync(GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData("{\"q\":\"a\",\"q\":\"b\"}")]
    [InlineData("{\"q\":\"\\ud800\"}")]
    public async Task ProxyRequest_ParamsUnreadable_400(string parameters)
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = "{\"agent_token\":\"" + TestGateway.Token + "\",\"tool\":\"serpapi\",\"action\":\"search\",\"params\":" + parameters + "}";

        var response = await gateway.Client(null).PostAsync("/api/proxy-request", new StringContent(body, null, "application/json"));

        await response.MustBeLegacyAsync(GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData("/api/proxy-request", "{\"tool\":\"a\",\"action\":\"b\",\"params\":{}}", "agent_token", "is required")]
    [InlineData("/api/proxy-request", "{\"agent_token\":\"t\",\"tool\":7,\"action\":\"b\",\"params\":{}}", "tool", "must be a string of valid Unicode")]
    [InlineData("/api/proxy-request", "{\"agent_token\":\"t\",\"tool\":\"a\",\"tool\":\"b\"}", "tool", "is there more than once")]
    [InlineData("/api/create-agent", "{\"name\":\"x\"}", "role", "is required")]
    [InlineData("/api/generate-token", "{\"agent_id\":null,\"tools\":[],\"permissions\":[]}", "agent_id", "must not be null")]
    public async Task Post_MemberIsWrong_IsNamedWithWhatIsWrong(string path, string body, string member, string complaint)
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await gateway.Client().PostAsync(path, new StringContent(body, null, "application/json"));

        var error = await response.MustBeLegacyAsync(GatewayErrors.BodyInvalid);
        var (named, complaints) = Assert.Single(error.Errors!);
        Assert.Equal((member, complaint), (named, Assert.Single(complaints)));
    }

    private static JsonObject Body() => new()
    {
        ["agent_token"] = TestGateway.Token,
        ["tool"] = "serpapi",
        ["action"] = "search",
        ["params"] = new JsonObject { ["q"] = "coffee" },
    };

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, object body) =>
        gateway.Client(null).PostAsJsonAsync("/api/proxy-request", body);
}
