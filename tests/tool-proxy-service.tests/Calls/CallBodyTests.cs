using System.Net.Http.Headers;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

public sealed class CallBodyTests
{
    public static TheoryData<string, byte[]> UnreadableBodies => new()
    {
        { "malformed", "{\"q\":"u8.ToArray() },
        { "array", "[1]"u8.ToArray() },
        { "string", "\"q\""u8.ToArray() },
        { "null", "null"u8.ToArray() },
        { "trailing", "{\"q\":\"a\"}{}"u8.ToArray() },
        { "comment", "{/**/\"q\":\"a\"}"u8.ToArray() },
        { "duplicate key", "{\"q\":\"a\",\"q\":\"b\"}"u8.ToArray() },
        { "duplicate key, escaped", "{\"q\":\"a\",\"\\u0071\":\"b\"}"u8.ToArray() },
        { "duplicate key, deep", "{\"q\":\"a\",\"x\":[{\"y\":1,\"y\":2}]}"u8.ToArray() },
        { "33 levels", Encoding.UTF8.GetBytes("{\"q\":" + new string('[', 32) + new string(']', 32) + "}") },
        { "not UTF-8", [.. "{\"q\":\""u8, 0xC3, 0x28, .. "\"}"u8] },
        { "half a surrogate pair", "{\"q\":\"\\ud800\"}"u8.ToArray() },
        { "half a surrogate pair as name", "{\"\\ud800\":1}"u8.ToArray() },
    };

    [Theory, MemberData(nameof(UnreadableBodies))]
    public async Task Call_BodyUnreadable_400(string what, byte[] body)
    {
        Assert.NotEmpty(what);
        await using var gateway = await TestGateway.StartAsync();

        await (await PostAsync(gateway, body)).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal(GatewayErrors.BodyInvalid.Code, Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_BodyOverOneMebibyte_413(bool chunked)
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Encoding.UTF8.GetBytes($"{{\"q\":\"{new string('a', 1024 * 1024)}\"}}");

        var response = await PostAsync(gateway, body, chunked: chunked);

        await response.MustBeAsync(GatewayErrors.PayloadTooLarge);
        Assert.Equal(GatewayErrors.PayloadTooLarge.Code, Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Call_ContentTypeNotJson_415(string? contentType)
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await PostAsync(gateway, "{\"q\":\"a\"}"u8.ToArray(), contentType)).MustBeAsync(GatewayErrors.MediaTypeUnsupported);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("100000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("zz")]
    public async Task Call_ChunkSizeThatIsNone_400AndOnRecord(string size)
    {
        var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: logs.Use);

        var answer = await RawHttp.SendAsync(
            gateway.Proxy.Url,
            $"POST /v1/tools/serpapi/search HTTP/1.1\nAuthorization: Bearer {TestGateway.Token}\nContent-Type: application/json\nTransfer-Encoding: chunked",
            $"{size}\r\n{{}}\r\n0\r\n\r\n");

        answer.MustBe(GatewayErrors.BodyInvalid);
        Assert.Equal(GatewayErrors.BodyInvalid.Code, Assert.Single(await gateway.RecordsAsync()).Outcome);
        Assert.Empty(logs.Errors);
    }

    [Fact]
    public async Task Call_CompressedBody_415AndOnRecord()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var content = new ByteArrayContent([31, 139, 8]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } } };

        var problem = await (await gateway.Client().PostAsync("/v1/tools/serpapi/search", content)).MustBeAsync(GatewayErrors.MediaTypeUnsupported);

        Assert.Equal("Compressed bodies are not accepted.", problem.Detail);
        Assert.Equal(GatewayErrors.MediaTypeUnsupported.Code, Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Theory]
    [InlineData("Idempotency-Key: caf\u00e9", "idempotency_key")]
    [InlineData("Idempotency-Key: 4rop_Zm9v", "idempotency_key")]
    [InlineData("Idempotency-Key: eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "idempotency_key")]
    [InlineData("X-Agent-Intent: caf\u00e9", "intent")]
    public async Task Call_HeaderNotValid_400AndOnRecord(string header, string field)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await RawHttp.SendAsync(
            gateway.Proxy.Url,
            $"POST /v1/tools/serpapi/search HTTP/1.1\nAuthorization: Bearer {TestGateway.Token}\nContent-Type: application/json\n{header}\nContent-Length: 9",
            "{\"q\":\"a\"}");

        Assert.Equal(field, answer.MustBe(GatewayErrors.ParamsInvalid).Errors!.Keys.First());
        Assert.Equal(GatewayErrors.ParamsInvalid.Code, Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Fact]
    public async Task Call_EmptyBody_IsUpToTheValidator()
    {
        await using var gateway = await TestGateway.StartAsync();

        var search = await gateway.Client().PostAsync("/v1/tools/serpapi/search", null);
        var profile = await gateway.Client().PostAsync("/v1/tools/gmail_send/profile", null);

        await search.MustBeAsync(GatewayErrors.ParamsInvalid);
        await profile.MustBeOkAsync();
    }

    [Fact]
    public async Task Call_SameParametersWrittenOtherwise_SameHash()
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await PostAsync(gateway, "{\"q\":\"caf\\u00e9\",\"num\":5}"u8.ToArray())).MustBeOkAsync();
        await (await PostAsync(gateway, "{ \"num\" : 5, \"q\" : \"café\" }"u8.ToArray())).MustBeOkAsync();
        await (await PostAsync(gateway, "{\"q\":\"café\",\"num\":6}"u8.ToArray())).MustBeOkAsync();

        var hashes = (await gateway.RecordsAsync()).Select(record => record.ParamsHash).ToArray();
        Assert.Equal(hashes[1], hashes[2]);
        Assert.NotEqual(hashes[0], hashes[1]);
        Assert.Equal(43, hashes[0]!.Length);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        TestGateway gateway, byte[] body, string? contentType = "application/json", bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/serpapi/search") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TransferEncodingChunked = chunked;
        // Lets the server refuse before the body is on its way, as any careful client does.
        request.Headers.ExpectContinue = body.Length > 1024;
        return await gateway.Client().SendAsync(request);
    }
}
