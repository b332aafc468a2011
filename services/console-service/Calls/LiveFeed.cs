using System.Net.ServerSentEvents;

namespace FourRunr.WebConsole.Calls;

/// <summary>
/// Follows the gateway's stream of calls for one page, through restarts of the gateway: it connects again after the last event that it saw. Of many
/// calls it keeps a few to look at and counts the others, so that a page stays quick at any rate.
/// </summary>
/// <param name="open">Opens the stream; its parameter is the id of the last event.</param>
internal sealed class LiveFeed(
    Func<string?, CancellationToken, Task<HttpResponseMessage>> open, Func<CallRecordResponse, bool> isWanted, TimeProvider clock)
{
    public const int MostRows = 200;
    public const int MostInASecond = 20;

    /// <summary>The gateway sends a heartbeat each 15 s.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<LiveRow> _rows = [];
    private string? _lastEventId;
    private bool _isConnected;
    private long _seen, _counted, _version;
    private long _second = long.MinValue;
    private int _inThisSecond;

    /// <summary>What is to be seen now.</summary>
    public LiveView View
    {
        get
        {
            lock (_gate)
            {
                return new LiveView([.. _rows], _isConnected, _seen, _counted, _version);
            }
        }
    }

    /// <summary>Follows until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken);
                // The gateway ends each stream after some minutes; the next one goes on after it.
                wait = FirstWait;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                wait = Interrupted() ? FirstWait : Longer(wait);
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(LongestSilence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        using var answer = await open(_lastEventId, either.Token);
        await using var stream = await answer.Content.ReadAsStreamAsync(either.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(either.Token))
        {
            silence.CancelAfter(LongestSilence);
            Take(item);
        }
    }

    private void Take(SseItem<string> item)
    {
        lock (_gate)
        {
            if (!_isConnected)
            {
                _isConnected = true;
                _version++;
            }

            switch (item.EventType)
            {
                case "call" when JsonSerializer.Deserialize<CallRecordResponse>(item.Data, GatewayJson.Tolerant) is { } call && isWanted(call):
                    Take(call);
                    break;
                case "gap" when JsonSerializer.Deserialize<CallStreamGap>(item.Data, GatewayJson.Tolerant) is { } gap:
                    Show(new LiveRow.Missing(clock.GetUtcNow(), gap.Missing));
                    break;
            }

            _lastEventId = item.EventId ?? _lastEventId;
        }
    }

    private void Take(CallRecordResponse call)
    {
        _seen++;
        _version++;
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        (_second, _inThisSecond) = second == _second ? (second, _inThisSecond + 1) : (second, 1);
        if (_inThisSecond > MostInASecond)
        {
            _counted++;
            return;
        }

        Show(new LiveRow.Call(call, _seen));
    }

    /// <returns>Whether it was connected until now.</returns>
    private bool Interrupted()
    {
        lock (_gate)
        {
            var was = _isConnected;
            if (was)
            {
                _isConnected = false;
                Show(new LiveRow.Interrupted(clock.GetUtcNow()));
            }

            return was;
        }
    }

    private void Show(LiveRow row)
    {
        _rows.AddFirst(row);
        _version++;
        if (_rows.Count > MostRows)
        {
            _rows.RemoveLast();
        }
    }
}
