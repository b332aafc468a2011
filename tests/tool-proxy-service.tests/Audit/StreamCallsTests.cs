using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Stream;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
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
        Assert.NotEmpty(events.Current.EventId!);
    }

    [Fact]
    public async Task Stream_OfAProxyThatStops_EndsInGoodOrder()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var other = await gateway.StartAnotherProxyAsync();
        using var client = other.AdminClient();
        using var response = await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken))
            .EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());

        var stopped = other.StopAsync();

        // Otherwise the shutdown waits for it, and then breaks it off.
        Assert.False(await events.MoveNextAsync());
        await stopped;
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

    [Fact]
    public async Task Stream_OperatorIsDeleted_Ends()
    {
        const string Key = "the-auditors-key";
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        gateway.Holders[Key] = gateway.Holders[TestSecrets.AdminKey] with { Sub = "opr_2", Role = "auditor" };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = gateway.Client(Key);
        using var response = await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        var all = response.Content.ReadAsStringAsync(deadline.Token);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(all.IsCompleted);

        gateway.Holders.TryRemove(Key, out _);
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return all.IsCompleted;
            },
            "the stream ends");

        Assert.Contains("event: heartbeat", await all, StringComparison.Ordinal);
        await (await client.GetAsync("/v1/admin/calls/stream")).MustBeAsync(GatewayErrors.TokenInvalid);
    }

    [Theory, BothBackends]
    public async Task Stream_LastEventId_GoesOnThereAtAnyReplica(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await using var other = await gateway.StartAnotherProxyAsync();
        await gateway.SearchAsync();
        await gateway.RecordsAsync();
        var (_, first) = await ReadAsync(gateway.Proxy, lastEventId: null, whileOpen: () => CallAsync(other), calls: 1);
        await CallAsync(gateway.Proxy);
        await CallAsync(other);
        await CallAsync(gateway.Proxy);

        var (calls, last) = await ReadAsync(other, first, whileOpen: () => Task.CompletedTask, calls: 3);
        await gateway.RecordsAsync();
        await CallAsync(other);
        var (rest, _) = await ReadAsync(gateway.Proxy, last, whileOpen: () => Task.CompletedTask, calls: 1);

        var recorded = await gateway.RecordsAsync();
        Assert.Equal(recorded.Select(call => call.CallId).Take(4).Order(), calls.Concat(rest).Select(call => call.CallId).Order());
    }

    [Fact]
    public async Task Stream_RowsAreGone_GapSaysHowMany()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (_, first) = await ReadAsync(gateway.Proxy, lastEventId: null, whileOpen: () => CallAsync(gateway.Proxy), calls: 1);
        for (var i = 0; i < 3; i++)
        {
            await CallAsync(gateway.Proxy);
        }

        await gateway.RecordsAsync();
        await gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(
            "DELETE FROM audit_entries WHERE seq IN (2, 3)", values: null, CancellationToken.None);

        var events = await EventsAsync(gateway.Proxy, first, count: 3);

        Assert.Equal(["heartbeat", "gap", "call"], events.Select(item => item.EventType));
        Assert.Equal("""{"missing":2}""", events[1].Data);
    }

    [Theory]
    [InlineData("call_01a2095c79b470d58b5eedf37a5fbe36")]
    [InlineData("0-12345678.7")]
    [InlineData("7-x")]
    public async Task Stream_UnknownPosition_GapAndGoesOnFromNow(string position)
    {
        await using var gateway = await TestGateway.StartAsync();
        await CallAsync(gateway.Proxy);
        await gateway.RecordsAsync();

        var events = await EventsAsync(gateway.Proxy, position, count: 2);

        Assert.Equal("gap", events[1].EventType);
    }

    [Fact]
    public async Task Stream_OneOperatorOpensMany_LastIsRefusedUntilOneEnds()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Proxy.AdminClient();
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < StreamLimiter.Most; i++)
        {
            open.Add(await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead));
        }

        await (await client.GetAsync("/v1/admin/calls/stream")).MustBeAsync(GatewayErrors.RateLimited);

        open.ForEach(response => response.Dispose());
        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead);
                return again.IsSuccessStatusCode;
            },
            "there is a seat again");
    }

    private static async Task CallAsync(RunningService proxy)
    {
        using var client = proxy.Client(TestGateway.Token);
        await (await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = Guid.NewGuid() })).MustBeOkAsync();
    }

    /// <returns>The calls, and the id of the last event.</returns>
    private static async Task<(List<CallRecordResponse> Calls, string Last)> ReadAsync(
        RunningService proxy, string? lastEventId, Func<Task> whileOpen, int calls)
    {
        var events = await EventsAsync(proxy, lastEventId, calls + 1, whileOpen);
        Assert.All(events.Skip(1), item => Assert.Equal("call", item.EventType));
        return ([.. events.Skip(1).Select(item => JsonSerializer.Deserialize<CallRecordResponse>(item.Data, GatewayJson.Strict)!)], events[^1].EventId!);
    }

    private static async Task<List<SseItem<string>>> EventsAsync(RunningService proxy, string? lastEventId, int count, Func<Task>? whileOpen = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = proxy.AdminClient();
        if (lastEventId is not null)
        {
            client.DefaultRequestHeaders.Add("Last-Event-ID", lastEventId);
        }

        using var response = await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        var found = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(deadline.Token)).EnumerateAsync(deadline.Token))
        {
            found.Add(item);
            if (found.Count == 1 && whileOpen is not null)
            {
                await whileOpen();
            }

            if (found.Count == count)
            {
                break;
            }
        }

        return found;
    }
}
