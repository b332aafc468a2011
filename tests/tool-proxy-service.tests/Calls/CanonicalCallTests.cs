using System.Net;
using System.Net.Http.Headers;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.DeclaredTools;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

/// <summary>Parameters as models and many languages write them, through the whole pipeline.</summary>
public sealed class CanonicalCallTests
{
    [Theory]
    [InlineData("serpapi/search", """{"q":"x","num":10.0,"start":-0}""")]
    [InlineData("serpapi/search", """{"q":"x","num":1e1,"start":0.0}""")]
    [InlineData("serpapi/search", """{"q":"x","num":null,"engine":null,"location":null,"start":null,"safe":null}""")]
    [InlineData("http_fetch/get", """{"url":"https://example.org/","timeout_ms":5e3,"headers":null}""")]
    [InlineData("openai/chat", """{"model":"m","input":"x","messages":null,"max_tokens":100.0,"top_logprobs":null,"seed":4.20e1}""")]
    [InlineData("openai/complete", """{"model":"m","prompt":[1.0,2e0],"best_of":1.0,"logprobs":null}""")]
    [InlineData("gmail_send/send", """{"to":"ann@example.com","cc":null,"bcc":null,"from":null,"subject":"s","text":"t","body":null,"html":null}""")]
    public async Task Call_NumbersAndNullsAsClientsWriteThem_200(string path, string json)
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await gateway.CallAsync(path, json)).MustBeOkAsync();
    }

    [Theory]
    [InlineData("""{"q":"x","num":10.5}""", "num")]
    [InlineData("""{"q":"x","num":1e400}""", "num")]
    [InlineData("""{"q":"x","num":-1e-400}""", "num")]
    [InlineData("""{"q":null}""", "q")]
    [InlineData("""{"q":"x","page":null}""", "page")]
    public async Task Call_NotWhatTheSchemaSays_400ThatNamesIt(string json, string parameter)
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.CallAsync("serpapi/search", json)).MustBeAsync(GatewayErrors.ParamsInvalid);

        Assert.Equal([parameter], problem.Errors!.Keys);
    }

    [Fact]
    public async Task Call_ByteOrderMark_IsPassedOver()
    {
        await using var gateway = await TestGateway.StartAsync();
        byte[] mark = [0xEF, 0xBB, 0xBF];

        await (await PostAsync(gateway.Client(), "/v1/tools/serpapi/search", [.. mark, .. "{\"q\":\"x\"}"u8])).MustBeOkAsync();
        await (await PostAsync(gateway.Client(), "/v1/tools/gmail_send/profile", mark)).MustBeAsync(GatewayErrors.BodyInvalid);
        var legacy = Encoding.UTF8.GetBytes($$"""{"agent_token":"{{TestGateway.Token}}","tool":"serpapi","action":"search","params":{"q":"x","num":10.0} }""");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(gateway.Client(null), "/api/proxy-request", [.. mark, .. legacy])).StatusCode);
    }

    [Fact]
    public async Task Call_SameNumberWrittenOtherwise_IsTheSameCallForHashCacheAndKey()
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await gateway.CallAsync("serpapi/search", """{"q":"x","num":10}""")).MustBeOkAsync();
        await (await gateway.CallAsync("serpapi/search", """{"num":1.0e1,"q":"x","start":null}""")).MustBeOkAsync();

        var records = await gateway.RecordsAsync();
        Assert.Equal(records[1].ParamsHash, records[0].ParamsHash);
        Assert.Equal((true, false), (records[0].Cached, records[1].Cached));
        Assert.Equal("10", records[0].Params!["num"]!.ToJsonString());
    }

    [Fact]
    public async Task Call_KeyUsedForTheSameNumber_IsReplayed()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var first = await SendAsync("""{"model":"m","input":"x","max_tokens":10}""");
        using var second = await SendAsync("""{"model":"m","input":"x","max_tokens":10.0}""");

        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));

        Task<HttpResponseMessage> SendAsync(string json)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/openai/chat") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", "one-key");
            return gateway.Client().SendAsync(request);
        }
    }

    [Theory]
    [InlineData("in", "[1234567890123456789]", "1234567890123456789", "1234567890123456788")]
    [InlineData("in", "[1234567890123456789]", "1234567890123456789.0", "1234567890123456790")]
    [InlineData("not_in", "[1234567890123456789]", "1234567890123456788", "1234567890123456789")]
    [InlineData("max", "9007199254740992", "9007199254740992", "9007199254740993")]
    [InlineData("min", "9007199254740993", "9007199254740993", "9007199254740992")]
    public async Task Call_GuardOverNumbersThatAreOneDouble_ComparesEveryDigit(string rule, string of, string good, string bad)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Constrained(question, $"\"guards\":{{\"params\":{{\"openai:chat\":{{\"seed\":{{\"{rule}\":{of}}}}}}}}}");

        await (await gateway.CallAsync("openai/chat", $$"""{"model":"m","input":"x","seed":{{good}}}""")).MustBeOkAsync();
        await (await gateway.CallAsync("openai/chat", $$"""{"model":"m","input":"x","seed":{{bad}}}""")).MustBeAsync(GatewayErrors.GuardDenied);
    }

    [Fact]
    public async Task Call_DeclaredTool_GetsTheCanonicalSpelling()
    {
        await using var gateway = await DeclaredGateway.StartAsync();
        var declared = await gateway.PostAsync($$"""
            tool: weather
            base_url: {{gateway.Api.Url}}v1
            actions:
              forecast:
                method: POST
                path: /u/{id}
                query: {page: "{page}", mark: "{mark}"}
                headers: {X-Page: "{page}"}
                body: {n: "{page}", price: "{price}", text: "page {page}", mark: "{mark}"}
                parameters:
                  properties: {id: {type: integer}, page: {type: integer}, price: {type: number}, mark: {type: string} }
                  required: [id]
            """);
        Assert.Equal(HttpStatusCode.Created, declared.StatusCode);

        await (await gateway.CallAsync("""{"id":5.0,"page":1e2,"price":-0.0,"mark":null}""")).MustBeOkAsync();
        await (await gateway.CallAsync("""{"id":-0,"price":12345678901234567.10}""")).MustBeOkAsync();
        var tooLarge = await (await gateway.CallAsync("""{"id":1,"price":1e400}""")).MustBeAsync(GatewayErrors.ParamsInvalid);
        await (await gateway.CallAsync("""{"id":null}""")).MustBeAsync(GatewayErrors.ParamsInvalid);

        var calls = gateway.Api.Received.ToArray();
        Assert.Equal(("/v1/u/5?page=100", """{"n":100,"price":0,"text":"page 100"}"""), (calls[0].Target, calls[0].Body));
        Assert.Equal("100", calls[0].Headers["X-Page"]);
        Assert.Equal(("/v1/u/0", """{"price":12345678901234567.1}"""), (calls[1].Target, calls[1].Body));
        Assert.Equal(["price"], tooLarge.Errors!.Keys);
        Assert.Equal(2, calls.Length);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, byte[] body)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } };
        return await client.PostAsync(path, content);
    }
}
