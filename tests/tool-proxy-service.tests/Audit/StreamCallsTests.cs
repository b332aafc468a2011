using System.Net.ServerSentEvents;
using System.Text.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class StreamCallsTests
{
    [Theory, BothBackends]
    public async Task Stream_CallsOfAllReplicas_AreShownAsTheyAreRecorded(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await using var other = await gateway.StartAnotherProxyAsync();
        await gateway.SearchAsync();
        await gateway.RecordsAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = other.AdminClient();
        using var response = await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(deadline.Token))
            .EnumerateAsync(deadline.Token).GetAsyncEnumerator(deadline.Token);

        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("heartbeat", ""), (events.Current.EventType, events.Current.Data));
        await gateway.SearchAsync("garbage");
        Assert.True(await events.MoveNextAsync());

        var call = JsonSerializer.Deserialize<CallRecordResponse>(events.Current.Data, GatewayJson.Strict)!;
        Assert.Equal(("call", "token_invalid"), (events.Current.EventType, call.Outcome));
        Assert.Equal(call.CallId, events.Current.EventId);
    }

    [Fact]
    public async Task Stream_Filtered_ShowsOnlyWhatIsAskedFor()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = gateway.Proxy.AdminClient();
        using var response = await client.GetAsync("/v1/admin/calls/stream?tool=gmail_send&outcome=ok", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(deadline.Token))
            .EnumerateAsync(deadline.Token).GetAsyncEnumerator(deadline.Token);

        Assert.True(await events.MoveNextAsync());
        await gateway.SearchAsync();
        await gateway.SendMailAsync();
        Assert.True(await events.MoveNextAsync());

        var call = JsonSerializer.Deserialize<CallRecordResponse>(events.Current.Data, GatewayJson.Strict)!;
        Assert.Equal(("gmail_send", "ok"), (call.Tool, call.Outcome));
    }

    [Fact]
    public async Task Stream_OnlyForOperators()
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await gateway.Client(null).GetAsync("/v1/admin/calls/stream")).MustBeAsync(GatewayErrors.TokenMissing);
        await (await gateway.Client().GetAsync("/v1/admin/calls/stream")).MustBeAsync(GatewayErrors.AccessDenied);
    }
}
