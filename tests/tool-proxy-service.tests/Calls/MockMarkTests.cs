using System.Net.Http.Json;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.DeclaredTools;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

/// <summary>Nobody takes invented answers for real ones.</summary>
public sealed class MockMarkTests
{
    [Fact]
    public async Task Call_MockTool_EveryAnswerSaysSo()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal((true, false), await MetaAsync(await gateway.SearchAsync()));
        Assert.Equal((true, true), await MetaAsync(await gateway.SearchAsync()));
        for (var i = 0; i < 2; i++)
        {
            var mail = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/gmail_send/send")
            {
                Content = JsonContent.Create(new { to = "ann@example.com", subject = "Hello", text = "Good day." }),
                Headers = { { "Idempotency-Key", "one" } },
            };
            var sent = await gateway.Client().SendAsync(mail);
            Assert.Equal(i == 1, sent.Headers.Contains("Idempotency-Replayed"));
            Assert.Equal((true, false), await MetaAsync(sent));
        }

        var legacy = await gateway.Client(null).PostAsync("/api/proxy-request", new StringContent(
            $$"""{"agent_token":"{{TestGateway.Token}}","tool":"serpapi","action":"search","params":{"q":"x"} }""", Encoding.UTF8, "application/json"));
        Assert.True((bool?)JsonNode.Parse(await legacy.Content.ReadAsStringAsync())!["metadata"]!["mock"]);
    }

    [Fact]
    public async Task Call_RealTool_DoesNotSaySo()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather());

        Assert.Equal((null, false), await MetaAsync(await declared.CallAsync()));
    }

    [Theory]
    [InlineData("mock", "--UPSTREAM_MODE=mock")]
    [InlineData("mock: gmail_send, openai, serpapi", "--UPSTREAM_MODE=mock", "--UPSTREAM_MODE:http_fetch=live")]
    [InlineData("live", "--UPSTREAM_MODE=live")]
    public async Task Ready_NamesTheToolsThatAreInvented(string said, params string[] settings)
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, settings);

        var ready = JsonNode.Parse(await gateway.Client(null).GetStringAsync("/health/ready"))!;

        Assert.Equal(said, (string?)ready["parts"]!["upstreams"]);
    }

    private static async Task<(bool? Mock, bool Cached)> MetaAsync(HttpResponseMessage response)
    {
        var meta = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["meta"]!;
        return ((bool?)meta["mock"], (bool)meta["cached"]!);
    }
}
