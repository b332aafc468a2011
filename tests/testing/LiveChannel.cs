using FourRunr.Invalidation;

namespace FourRunr.Testing;

/// <summary>A Redis channel becomes live a moment after its service has started.</summary>
public static class LiveChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when the channel says that it is live, or with <paramref name="live"/> false that it is not.</summary>
    public static async Task WaitAsync(IInvalidationChannel channel, bool live = true)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Pause);
        while (channel.LiveSince is not null != live)
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
