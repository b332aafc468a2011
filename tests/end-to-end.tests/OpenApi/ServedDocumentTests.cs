using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>How the documents are handed out, and what the front door says of services that are away.</summary>
public sealed class ServedDocumentTests(DescribedGateway described) : IClassFixture<DescribedGateway>
{
    private const string Path = "/openapi/v1.json";

    private readonly HttpClient _client = described.Client;

    [Fact]
    public async Task Get_WithTheETagOfTheCopy_IsNotSentAgain()
    {
        using var first = await _client.GetAsync(Path);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var again = await _client.SendAsync(request);

        Assert.False(first.Headers.ETag!.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_SaysTheSameWithoutTheDocument()
    {
        using var get = await _client.GetAsync(Path);
        using var request = new HttpRequestMessage(HttpMethod.Head, Path);

        using var head = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal((await get.Content.ReadAsByteArrayAsync()).Length, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Get_ClientThatUnpacks_GetsItSmallWithAnETagOfItsOwn(string encoding)
    {
        using var plain = await _client.GetAsync(Path);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue(encoding) } } };

        using var packed = await _client.SendAsync(request);

        Assert.Equal(encoding, Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        Assert.Contains("Accept-Encoding", packed.Headers.Vary);
        await using var bytes = await packed.Content.ReadAsStreamAsync();
        await using Stream unpacked = encoding == "br" ? new BrotliStream(bytes, CompressionMode.Decompress) : new GZipStream(bytes, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Equal(await plain.Content.ReadAsStringAsync(), await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task FrontDoor_ServiceThatNeverAnswered_DescribesTheRestAndSaysWhatIsMissing()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        await gateway.StopAuthServiceAsync();

        var document = await ApiDocument.ReadAsync(gateway.Proxies[0].Client());

        Assert.Contains(document.Operations, operation => operation.Id == "CallTool");
        Assert.Contains(document.Operations, operation => operation.Id == "ListPolicies");
        Assert.DoesNotContain(document.Operations, operation => operation.Id == "ListAgents");
        Assert.Contains("auth-service", (string?)document.Root["info"]!["description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task FrontDoor_ServiceThatWentAway_StillDescribesWhatItSaidLast()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        var before = await ApiDocument.ReadAsync(gateway.Proxies[0].Client());

        await gateway.StopAuthServiceAsync();
        var after = await ApiDocument.ReadAsync(gateway.Proxies[0].Client());

        Assert.Contains(before.Operations, operation => operation.Id == "ListAgents");
        Assert.Equal(before.Root.ToJsonString(), after.Root.ToJsonString());
    }
}
