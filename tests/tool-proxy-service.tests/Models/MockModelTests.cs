using System.Net;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>What there is without a file of models: everything runs without a key.</summary>
public sealed class MockModelTests
{
    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"gpt-5","messages":[{"role":"user","content":"two words"}],"max_tokens":4""")]
    [InlineData("/v1/responses", """{"model":"gpt-5","input":"two words","max_output_tokens":4""")]
    [InlineData("/v1/messages", """{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":[{"type":"text","text":"two words"}]}],"max_tokens":4""")]
    public async Task Ask_Mock_AnswersWholeAndAsAStreamAlike(string path, string body)
    {
        await using var gateway = await TestGateway.StartAsync();

        var whole = await gateway.Client().PostAsync(path, Json($"{body}}}"));
        var again = await gateway.Client().PostAsync(path, Json($"{body}}}"));
        var stream = await gateway.Client().PostAsync(path, Json($"{body},\"stream\":true}}"));

        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal(await whole.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        var text = await stream.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Contains("invented", text, StringComparison.Ordinal);
        var records = await gateway.RecordsAsync();
        Assert.Equal(3, records.Count);
        Assert.All(records, record => Assert.Equal((2, 4, UsageSource.Provider), (record.Usage?.Input, record.Usage?.Output, record.Usage?.Source)));
    }

    [Fact]
    public async Task Embed_Mock_GivesAVectorForEachText()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await gateway.Client().PostAsync("/v1/embeddings", Json("""{"model":"text-embedding-3-small","input":["a","b c"],"encoding_format":"base64","dimensions":8}"""));

        var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
        var vectors = answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding").GetBytesFromBase64()).ToList();
        Assert.Equal([32, 32], vectors.Select(vector => vector.Length));
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal((3, 0), ((await gateway.OnlyRecordAsync()).Usage?.Input, (await gateway.OnlyRecordAsync()).Usage?.Output));
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
