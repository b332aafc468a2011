using System.Text;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>Declared tools against a real server that plays their API.</summary>
public sealed class DeclaredHttpAdapterTests : IAsyncLifetime
{
    private const string Canary = "canary-key-7f3a/+=";

    private static readonly string Get = Definitions.OneAction("""
            method: GET
            path: /x
        """);

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.StartAsync();
        Answer(200, """{"ok":true}""");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("DELETE", false)]
    public async Task Call_EveryMethod_RequestIsAsDefined(string method, bool hasBody)
    {
        var body = hasBody ? "body: parameters" : "timeout: 5s";
        var result = await _api.CallAsync(Definitions.OneAction($$$"""
                method: {{{method}}}
                path: /places/{place}
                query: {units: "{units}", lang: "{lang}", tags: "{tags}", fixed: yes, limit: 5}
                headers: {X-Mode: "mode-{mode}", X-Absent: "{lang}"}
                {{{body}}}
                parameters:
                  properties:
                    place: {type: string}
                    units: {type: string}
                    lang: {type: string}
                    mode: {type: integer}
                    tags: {type: array, items: {type: string}}
                    more: {type: object}
                  required: [place]
            """), """{"place":"a b","units":"m&s","mode":3,"tags":["x","y z"],"more":{"deep":[1,null]}}""");

        Assert.Equal("""{"ok":true}""", Data(result)!.ToJsonString());
        var request = _api.Only;
        Assert.Equal((method, "/v1/places/a%20b?units=m%26s&tags=x&tags=y%20z&fixed=yes&limit=5"), (request.Method, request.Target));
        Assert.Equal("mode-3", request.Headers["X-Mode"]);
        Assert.DoesNotContain("X-Absent", request.Headers.Keys);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal(hasBody ? """{"more":{"deep":[1,null]}}""" : "", request.Body);
        Assert.Equal(hasBody, request.Headers.TryGetValue("Content-Type", out var type) && type == "application/json");
        Assert.DoesNotContain(request.Headers.Keys, name => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Correlation", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Call_Head_StatusAndType()
    {
        var result = await _api.CallAsync(Get.Replace("GET", "HEAD", StringComparison.Ordinal));

        Assert.Equal("""{"status":200,"content_type":"application/json"}""", Data(result)!.ToJsonString());
    }

    [Fact]
    public async Task Call_BodyTemplate_TypesStayAndAbsentPartsGo()
    {
        await _api.CallAsync(Definitions.OneAction("""
                method: POST
                path: /x
                headers: {Content-Type: application/vnd.api+json}
                body:
                  count: "{count}"
                  list: ["{a}", "{b}", 7, null]
                  text: "{a} and {count}"
                  gone: "{b}"
                  half: "{a}-{b}"
                  brace: "{{a}}"
                  deep: {object: "{object}", on: true}
                parameters:
                  properties:
                    count: {type: integer}
                    a: {type: string}
                    b: {type: string}
                    object: {type: object}
            """), """{"count":10,"a":"x\"y","object":{"n":null}}""");

        Assert.Equal(
            """{"count":10,"list":["x\"y",7,null],"text":"x\"y and 10","brace":"{a}","deep":{"object":{"n":null},"on":true}}""",
            JsonNode.Parse(_api.Only.Body)!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("application/vnd.api+json", _api.Only.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("{in: header, name: X-Api-Key}", "X-Api-Key", Canary)]
    [InlineData("{in: header, name: Authorization, prefix: 'Token '}", "Authorization", "Token " + Canary)]
    [InlineData("{in: bearer}", "Authorization", "Bearer " + Canary)]
    public async Task Call_CredentialInHeader_IsSent(string placement, string header, string value)
    {
        await _api.CallAsync(WithCredential(placement), credential: ApiUnderTest.Secret(Canary));

        Assert.Equal(value, _api.Only.Headers[header]);
        Assert.Equal("/v1/x?a=1", _api.Only.Target);
    }

    [Fact]
    public async Task Call_CredentialInQuery_IsSentLast()
    {
        await _api.CallAsync(WithCredential("{in: query, name: api_key}"), credential: ApiUnderTest.Secret(Canary));

        Assert.Equal($"/v1/x?a=1&api_key={Uri.EscapeDataString(Canary)}", _api.Only.Target);
    }

    [Fact]
    public async Task Call_CredentialBasic_IsSentAndItsPairNeverSeenAgain()
    {
        EchoHeaders();
        var credential = new ToolCredential("v1", new Dictionary<string, string> { ["username"] = "ann", ["password"] = Canary });

        var result = await _api.CallAsync(WithCredential("{in: basic}"), credential: credential);

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Canary)), _api.Only.Headers["Authorization"]);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Canary)), Data(result)!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{in: bearer, field: token}", "value", "x")]
    [InlineData("{in: basic}", "value", "x")]
    [InlineData("{in: bearer}", "value", "schlüssel")]
    public async Task Call_CredentialThatDoesNotFit_NothingIsSent(string placement, string field, string secret)
    {
        var result = await _api.CallAsync(WithCredential(placement), credential: ApiUnderTest.Secret(secret, field));

        Assert.Equal(GatewayErrors.ToolNotConfigured, Failure(result).Why.Kind);
        Assert.Empty(_api.Server.Received);
    }

    [Fact]
    public async Task Call_IdempotencyKey_IsForwardedOnePerAgentWhereTheApiTakesOne()
    {
        var yaml = Definitions.OneAction("""
                method: POST
                path: /x
                forward_idempotency_key: Idempotency-Key
            """);

        await _api.CallAsync(yaml, idempotencyKey: "k-1");
        await _api.CallAsync(yaml, idempotencyKey: "k-1");
        await _api.CallAsync(yaml, idempotencyKey: "k-1", agentId: "agt_2");
        await _api.CallAsync(yaml);
        await _api.CallAsync(yaml.Replace("forward_idempotency_key: Idempotency-Key", "timeout: 5s", StringComparison.Ordinal), idempotencyKey: "k-1");

        var keys = _api.Server.Received.Select(request => request.Headers.GetValueOrDefault("Idempotency-Key")).ToArray();
        Assert.Matches("^[0-9a-f]{32}$", keys[0]);
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
        Assert.Equal([null, null], keys[3..]);
    }

    private static string WithCredential(string placement) => Definitions.OneAction("""
            method: GET
            path: /x
            query: {a: 1}
        """, tool: $"credential: {placement}");

    private static JsonNode? Data(ToolResult result) => Assert.IsType<ToolResult.Success>(result).Data;

    private static ToolResult.Failure Failure(ToolResult result) => Assert.IsType<ToolResult.Failure>(result);

    private void Answer(int status, string body, string type = "application/json") => _api.Server.Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    };

    /// <summary>As debugging services and careless APIs do.</summary>
    private void EchoHeaders() => _api.Server.Answer = context => context.Response.WriteAsJsonAsync(
        new { headers = context.Request.Headers.Select(header => $"{header.Key}: {header.Value}") });
}
