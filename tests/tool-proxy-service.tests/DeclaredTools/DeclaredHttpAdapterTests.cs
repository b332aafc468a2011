using FourRunr.Contracts;
using FourRunr.ToolProxy.Credentials;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>Declared tools against a real server that plays their API.</summary>
public sealed class DeclaredHttpAdapterTests : AskedApi
{
    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("DELETE", false)]
    public async Task Call_EveryMethod_RequestIsAsDefined(string method, bool hasBody)
    {
        var body = hasBody ? "body: parameters" : "timeout: 5s";
        var result = await Api.CallAsync(Definitions.OneAction($$$"""
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
        var request = Api.Only;
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
        var result = await Api.CallAsync(Get.Replace("GET", "HEAD", StringComparison.Ordinal));

        Assert.Equal("""{"status":200,"content_type":"application/json"}""", Data(result)!.ToJsonString());
    }

    [Fact]
    public async Task Call_BodyTemplate_TypesStayAndAbsentPartsGo()
    {
        await Api.CallAsync(Definitions.OneAction("""
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
            JsonNode.Parse(Api.Only.Body)!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("application/vnd.api+json", Api.Only.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("{in: header, name: X-Api-Key}", "X-Api-Key", Canary)]
    [InlineData("{in: header, name: Authorization, prefix: 'Token '}", "Authorization", "Token " + Canary)]
    [InlineData("{in: bearer}", "Authorization", "Bearer " + Canary)]
    public async Task Call_CredentialInHeader_IsSent(string placement, string header, string value)
    {
        await Api.CallAsync(WithCredential(placement), credential: ApiUnderTest.Secret(Canary));

        Assert.Equal(value, Api.Only.Headers[header]);
        Assert.Equal("/v1/x?a=1", Api.Only.Target);
    }

    [Fact]
    public async Task Call_CredentialInQuery_IsSentLast()
    {
        await Api.CallAsync(WithCredential("{in: query, name: api_key}"), credential: ApiUnderTest.Secret(Canary));

        Assert.Equal($"/v1/x?a=1&api_key={Uri.EscapeDataString(Canary)}", Api.Only.Target);
    }

    [Fact]
    public async Task Call_CredentialBasic_IsSentAndItsPairNeverSeenAgain()
    {
        EchoHeaders();
        var credential = new ToolCredential("v1", new Dictionary<string, string> { ["username"] = "ann", ["password"] = Canary });

        var result = await Api.CallAsync(WithCredential("{in: basic}"), credential: credential);

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Canary)), Api.Only.Headers["Authorization"]);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Canary)), Data(result)!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{in: bearer, field: token}", "value", "x")]
    [InlineData("{in: basic}", "value", "x")]
    [InlineData("{in: bearer}", "value", "schlüssel")]
    public async Task Call_CredentialThatDoesNotFit_NothingIsSent(string placement, string field, string secret)
    {
        var result = await Api.CallAsync(WithCredential(placement), credential: ApiUnderTest.Secret(secret, field));

        Assert.Equal(GatewayErrors.ToolNotConfigured, Failure(result).Why.Kind);
        Assert.Empty(Api.Server.Received);
    }

    [Fact]
    public async Task Call_IdempotencyKey_IsForwardedOnePerAgentWhereTheApiTakesOne()
    {
        var yaml = Definitions.OneAction("""
                method: POST
                path: /x
                forward_idempotency_key: Idempotency-Key
            """);

        await Api.CallAsync(yaml, idempotencyKey: "k-1");
        await Api.CallAsync(yaml, idempotencyKey: "k-1");
        await Api.CallAsync(yaml, idempotencyKey: "k-1", agentId: "agt_2");
        await Api.CallAsync(yaml);
        await Api.CallAsync(yaml.Replace("forward_idempotency_key: Idempotency-Key", "timeout: 5s", StringComparison.Ordinal), idempotencyKey: "k-1");

        var keys = Api.Server.Received.Select(request => request.Headers.GetValueOrDefault("Idempotency-Key")).ToArray();
        Assert.Matches("^[0-9a-f]{32}$", keys[0]);
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
        Assert.Equal([null, null], keys[3..]);
    }

    /// <summary>As debugging services and careless APIs do.</summary>
    private void EchoHeaders() => Api.Server.Answer = context => context.Response.WriteAsJsonAsync(
        new { headers = context.Request.Headers.Select(header => $"{header.Key}: {header.Value}") });
}
