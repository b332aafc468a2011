using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Telemetry;

public sealed class TraceTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Canary = "canary-in-a-parameter";

    [Fact]
    public async Task Call_WithTraceContext_SameTraceInProxyAndOtherServices()
    {
        await using var collector = await Collector.StartAsync();
        await using (var gateway = await TestGateway.StartAsync(Backend.Embedded, collector.Arguments))
        {
            await (await CallAsync(gateway, $"00-{TraceId}-b7ad6b7169203331-01")).MustBeOkAsync();

            Assert.StartsWith($"00-{TraceId}-", Sent(gateway.Auth), StringComparison.Ordinal);
            Assert.StartsWith($"00-{TraceId}-", Sent(gateway.Policy), StringComparison.Ordinal);
        }

        // What the proxy has sent by the time that it has stopped.
        var sent = collector.Text;
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), sent, StringComparison.Ordinal);
        Assert.All(
            (string[])["tool-proxy-service", "tool call serpapi.search", "tool attempt", "POST /v1/tools/{tool}/{action}", TestGateway.AgentId],
            text => Assert.Contains(text, sent, StringComparison.Ordinal));
        Assert.DoesNotContain(Canary, sent, StringComparison.Ordinal);
        Assert.DoesNotContain(TestGateway.Token, sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("garbage")]
    public async Task Call_MalformedTraceContext_NewTrace(string traceparent)
    {
        await using var collector = await Collector.StartAsync();
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, collector.Arguments);

        await (await CallAsync(gateway, traceparent)).MustBeOkAsync();

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", Sent(gateway.Auth));
        Assert.DoesNotContain(TraceId, Sent(gateway.Auth), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Call_CollectorIsAway_Answered()
    {
        var collector = await Collector.StartAsync();
        var arguments = collector.Arguments;
        await collector.DisposeAsync();
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, arguments);

        await (await gateway.SearchAsync()).MustBeOkAsync();
    }

    [Fact]
    public async Task Start_EndpointIsNoUrl_StopsTheStart() => await Assert.ThrowsAsync<InvalidConfigurationException>(
        () => TestGateway.StartAsync(Backend.Embedded, ["--OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317"]));

    private static async Task<HttpResponseMessage> CallAsync(TestGateway gateway, string traceparent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/serpapi/search") { Content = JsonContent.Create(new { q = Canary }) };
        request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestGateway.Token);
#pragma warning disable RS0030 // A client that adds no trace context of its own.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { BaseAddress = gateway.Proxy.Url };
#pragma warning restore RS0030
        return await client.SendAsync(request);
    }

    private static string Sent(StandIn service) => service.Received.Last(request => request.Method == "POST").Headers.GetValueOrDefault("traceparent", "none");
}
