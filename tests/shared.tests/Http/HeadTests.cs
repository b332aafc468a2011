using System.Net;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

public sealed class HeadTests
{
    [Theory]
    [InlineData("/things/1", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/things/x", HttpStatusCode.BadRequest)]
    [InlineData("/admins", HttpStatusCode.Unauthorized)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/things", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/mistake", HttpStatusCode.InternalServerError)]
    public async Task Head_AnyRoute_IsTheAnswerToGetWithoutBody(string path, HttpStatusCode expected)
    {
        await using var service = await TinyService.StartAsync();

        using var get = await service.Client.GetAsync(path);
        using var head = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((expected, expected), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Content.Headers.Allow, head.Content.Headers.Allow);
        Assert.Equal(get.Headers.Select(header => header.Key).Except(["Transfer-Encoding"]).Order(), head.Headers.Select(header => header.Key).Order());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_RouteThatNeverEnds_EndsWithTheHeaders()
    {
        await using var service = await TinyService.StartAsync();

        // The answer ends with its connection: a handler that went on would keep it open.
        var answer = await RawHttp.SendAsync(service.Url, "HEAD /endless HTTP/1.1");

        Assert.Equal((200, ""), (answer.Status, answer.Body));
        Assert.Contains("Content-Type: text/plain", answer.Head, StringComparison.Ordinal);
    }
}
