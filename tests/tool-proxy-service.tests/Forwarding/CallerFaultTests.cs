using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Forwarding;

/// <summary>What a caller sends wrongly through the front door is no outage of the service behind, and no line in the log.</summary>
public sealed class CallerFaultTests
{
    private const string Post = "POST /v1/agents HTTP/1.1\nContent-Type: application/json\n";

    public static TheoryData<string, char> OddHeaders()
    {
        var data = new TheoryData<string, char>();
        foreach (var header in new[] { "Authorization: Bearer a", "Accept: a", "If-Match: a", "If-None-Match: a", "Idempotency-Key: a", "X-Agent-Intent: a", "Content-Type: a" })
        {
            foreach (var odd in new[] { '\u0001', '\u007f', '\u0080', '\u00e9', '\u00ff' })
            {
                data.Add(header, odd);
            }
        }

        return data;
    }

    [Fact]
    public async Task Forward_HeaderWithOddByte_IsRefusedByName()
    {
        var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: logs.Use);
        gateway.Auth.Answer = Ok;

        foreach (var (header, odd) in OddHeaders().Select(row => row.Data))
        {
            var answer = await RawHttp.SendAsync(gateway.Proxy.Url, $"GET /v1/agents HTTP/1.1\n{header}{odd}");

            var kind = header.StartsWith("Authorization", StringComparison.Ordinal) ? GatewayErrors.TokenInvalid : GatewayErrors.HeaderInvalid;
            var problem = answer.MustBe(kind);
            if (kind == GatewayErrors.HeaderInvalid)
            {
                Assert.Equal(header.Split(':')[0], problem.Errors!.Keys.First());
            }
        }

        Assert.Empty(gateway.Auth.Received);
        AssertQuiet(logs);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("100000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("zz")]
    public async Task Forward_ChunkSizeThatIsNone_BadRequest(string size)
    {
        var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: logs.Use);

        foreach (var path in new[] { "/v1/agents", "/oauth2/token", "/v1/policies" })
        {
            var answer = await RawHttp.SendAsync(
                gateway.Proxy.Url, $"POST {path} HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked", $"{size}\r\n{{}}\r\n0\r\n\r\n");

            if (path == "/oauth2/token")
            {
                // In OAuth's own form, with the same code.
                Assert.Equal(400, answer.Status);
                Assert.Contains("\"code\":\"body_invalid\"", answer.Body, StringComparison.Ordinal);
                continue;
            }

            answer.MustBe(GatewayErrors.BodyInvalid);
        }

        AssertQuiet(logs);
    }

    [Theory]
    [InlineData(1.1, "00:00:20")]
    [InlineData(30, "00:00:00.900")]
    public async Task Forward_BodySentTooSlowly_RequestTimeout(double graceSeconds, string totalTimeout)
    {
        // Whichever notices first: the server, or the time limit of what is passed on (5 s at least).
        var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded,
            [$"--Dependencies:TotalTimeout={totalTimeout}", "--Dependencies:AttemptTimeout=00:00:00.500"],
            services =>
            {
                logs.Use(services);
                services.PostConfigure<KestrelServerOptions>(server =>
                    server.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, TimeSpan.FromSeconds(graceSeconds)));
            });

        var answer = await RawHttp.SendAsync(gateway.Proxy.Url, $"{Post}Content-Length: 500", "{\"na");

        answer.MustBe(GatewayErrors.RequestTimeout);
        AssertQuiet(logs);
    }

    [Fact]
    public async Task Forward_CompressedBody_UnsupportedMediaTypeAndNotPassedOn()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await RawHttp.SendAsync(gateway.Proxy.Url, $"{Post}Content-Encoding: gzip\nContent-Length: 3", "abc");

        answer.MustBe(GatewayErrors.MediaTypeUnsupported);
        Assert.Empty(gateway.Auth.Received);
    }

    private static void AssertQuiet(CollectedLogs logs)
    {
        Assert.Empty(logs.Errors);
        Assert.DoesNotContain("Exception", logs.Text, StringComparison.Ordinal);
    }

    private static Task Ok(HttpContext context) => context.Response.WriteAsync("ok");
}
