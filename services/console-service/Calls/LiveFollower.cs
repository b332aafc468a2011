using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Calls;

/// <summary>What the page of live calls shows: drawn at its own pace, however many calls come, and held still while it is paused.</summary>
/// <param name="changed">Something else is to be shown.</param>
internal sealed class LiveFollower(GatewayClient gateway, TimeProvider clock, Action changed) : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly LiveView Nothing = new([], IsConnected: false, 0, 0, 0);

    private CancellationTokenSource _gone = new();
    private Task _following = Task.CompletedTask;
    private CallQuery? _followed;
    private LiveView _newest = Nothing;

    public LiveView View { get; private set; } = Nothing;

    public bool IsPaused { get; private set; }

    /// <summary>Calls that came since it was paused.</summary>
    public long More => _newest.Seen - View.Seen;

    /// <summary>Begins anew with another query.</summary>
    public async Task FollowAsync(CallQuery query)
    {
        if (_followed != query)
        {
            _followed = query;
            await StopAsync();
            _gone = new CancellationTokenSource();
            _following = FollowAsync(query, _gone.Token);
        }
    }

    public void TogglePause()
    {
        IsPaused = !IsPaused;
        View = _newest;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task FollowAsync(CallQuery query, CancellationToken cancellationToken)
    {
        var feed = new LiveFeed((last, cancel) => gateway.OpenAsync(query.StreamPath, last, cancel), query.IsOfAgent, clock);
        var running = Task.Run(() => feed.RunAsync(cancellationToken), CancellationToken.None);
        using var pace = new PeriodicTimer(Pace, clock);
        try
        {
            while (await pace.WaitForNextTickAsync(cancellationToken))
            {
                var view = feed.View;
                if (view.Version != _newest.Version)
                {
                    (_newest, View) = (view, IsPaused ? View with { IsConnected = view.IsConnected } : view);
                    changed();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left, or shows something else.
        }

        await running;
    }

    private async Task StopAsync()
    {
        await _gone.CancelAsync();
        await _following;
        _gone.Dispose();
    }
}
