using System.Net;
using FourRunr.Contracts;
using FourRunr.WebConsole.Calls;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.WebConsole.Tests.Calls;

public sealed class LiveFeedTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ManyCallsInASecond_AreCounted_AndFewAreShown()
    {
        var clock = new FakeTimeProvider(Noon);
        using var gone = new CancellationTokenSource();
        var feed = new LiveFeed(Once(string.Concat(Enumerable.Range(1, 1_000).Select(Call)), gone), _ => true, clock);

        await feed.RunAsync(gone.Token);

        Assert.Equal((1_000, 980), (feed.View.Seen, feed.View.Counted));
        Assert.Equal(LiveFeed.MostInASecond, feed.View.Rows.OfType<LiveRow.Call>().Count());
    }

    [Fact]
    public async Task CallsOfManySeconds_OnlyTheNewestAreKept()
    {
        var clock = new FakeTimeProvider(Noon) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        using var gone = new CancellationTokenSource();
        var feed = new LiveFeed(Once(string.Concat(Enumerable.Range(1, 500).Select(Call)), gone), _ => true, clock);

        await feed.RunAsync(gone.Token);

        Assert.Equal((500, 0, LiveFeed.MostRows), (feed.View.Seen, feed.View.Counted, feed.View.Rows.OfType<LiveRow.Call>().Count()));
        Assert.Equal("call_500", feed.View.Rows.OfType<LiveRow.Call>().First().Record.CallId);
    }

    [Fact]
    public async Task AfterAFailure_GoesOnAfterTheLastEvent_AndSaysWhatIsMissing()
    {
        using var gone = new CancellationTokenSource();
        var asked = new List<string?>();
        var feed = new LiveFeed(
            (last, _) =>
            {
                asked.Add(last);
                switch (asked.Count)
                {
                    case 1:
                        return Task.FromResult(Events(Call(1), breaks: true));
                    case 2:
                        throw new HttpRequestException("Nobody listens.");
                    default:
                        return Task.FromResult(Events("event: gap\ndata: {\"missing\":7}\nid: 5\n\n" + Call(6), whenRead: gone.Cancel));
                }
            },
            _ => true,
            TimeProvider.System);

        await feed.RunAsync(gone.Token);

        Assert.Equal([null, "1", "1"], asked);
        Assert.Equal(["Call", "Missing", "Interrupted", "Call"], feed.View.Rows.Select(row => row.GetType().Name));
    }

    [Fact]
    public async Task Gap_IsARowOfItsOwn_AndUnwantedCallsAreNone()
    {
        using var gone = new CancellationTokenSource();
        var feed = new LiveFeed(
            Once("event: heartbeat\ndata: \nid: 0\n\n" + Call(1) + "event: gap\ndata: {\"missing\":7}\nid: 2\n\n" + Call(3), gone),
            call => call.CallId != "call_1",
            new FakeTimeProvider(Noon));

        await feed.RunAsync(gone.Token);

        Assert.Equal(1, feed.View.Seen);
        var rows = feed.View.Rows;
        Assert.Equal("call_3", Assert.IsType<LiveRow.Call>(rows[0]).Record.CallId);
        Assert.Equal(new LiveRow.Missing(Noon, 7), rows[1]);
    }

    /// <summary>One stream; at its end the page is left.</summary>
    private static Func<string?, CancellationToken, Task<HttpResponseMessage>> Once(string events, CancellationTokenSource gone) =>
        (_, _) => Task.FromResult(Events(events, whenRead: gone.Cancel));

    private static HttpResponseMessage Events(string events, bool breaks = false, Action? whenRead = null) =>
        new(HttpStatusCode.OK) { Content = new StreamContent(new EndingStream(Encoding.UTF8.GetBytes(events), breaks, whenRead)) };

    private static string Call(int number) => $"event: call\ndata: {JsonSerializer.Serialize(Record(number), GatewayJson.Tolerant)}\nid: {number}\n\n";

    private static CallRecordResponse Record(int number) => new()
    {
        CallId = $"call_{number}",
        OccurredAt = Noon,
        CorrelationId = "c",
        Tool = "serpapi",
        Action = "search",
        Outcome = "ok",
        Status = 200,
        Attempts = 1,
        Cached = false,
        DurationMs = 1,
        RequestBytes = 0,
        ResponseBytes = 0,
    };

    /// <summary>A connection that ends, or breaks, after these bytes.</summary>
    private sealed class EndingStream(byte[] bytes, bool breaks, Action? whenRead) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, CancellationToken.None);
            if (read == 0)
            {
                whenRead?.Invoke();
                return breaks ? throw new IOException("The connection was closed.") : 0;
            }

            return read;
        }
    }
}
