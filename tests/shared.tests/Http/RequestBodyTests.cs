using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

/// <summary>Bodies that cannot be read off the wire are the caller's fault, and no line in the log.</summary>
public sealed class RequestBodyTests
{
    private const string Post = "POST /things HTTP/1.1\nContent-Type: application/json\n";

    [Theory]
    [InlineData("80000000")]
    [InlineData("100000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("-1")]
    [InlineData("zz")]
    public async Task Post_ChunkSizeThatIsNone_BadRequest(string size)
    {
        var logs = new CollectedLogs();
        await using var service = await TinyService.StartAsync(configure: logs.Use);

        var answer = await RawHttp.SendAsync(service.Url, $"{Post}Transfer-Encoding: chunked", $"{size}\r\n{{\"name\":\"a\"}}\r\n0\r\n\r\n");

        answer.MustBe(GatewayErrors.BodyInvalid);
        Assert.Equal(0, service.Handled);
        Assert.Empty(logs.Errors);
    }

    [Fact]
    public async Task Post_BodySentTooSlowly_RequestTimeout()
    {
        var logs = new CollectedLogs();
        await using var service = await TinyService.StartAsync(configure: services =>
        {
            logs.Use(services);
            services.PostConfigure<KestrelServerOptions>(server => server.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, TimeSpan.FromSeconds(1.1)));
        });

        var answer = await RawHttp.SendAsync(service.Url, $"{Post}Content-Length: 500", "{\"na");

        answer.MustBe(GatewayErrors.RequestTimeout);
        Assert.Equal(0, service.Handled);
        Assert.Empty(logs.Errors);
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("br", false)]
    [InlineData("identity, gzip", false)]
    [InlineData("identity", true)]
    [InlineData("", true)]
    public async Task Post_ContentEncoding_OnlyIdentityIsTaken(string coding, bool taken)
    {
        await using var service = await TinyService.StartAsync();

        var answer = await RawHttp.SendAsync(service.Url, $"{Post}Content-Encoding: {coding}\nContent-Length: 12", """{"name":"a"}""");

        if (taken)
        {
            Assert.Equal(200, answer.Status);
            return;
        }

        answer.MustBe(GatewayErrors.MediaTypeUnsupported);
        Assert.Contains("Compressed bodies are not accepted.", answer.Body, StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding: identity", answer.Head, StringComparison.Ordinal);
        Assert.Equal(0, service.Handled);
    }
}
