using FourRunr.Invalidation;

namespace FourRunr.Testing;

/// <summary>A Redis channel becomes live a moment after its service has started.</summary>
public static class LiveChannel
{
    /// <summary>Returns when the channel says that it is live, or with <paramref name="live"/> false that it is not.</summary>
    public static Task WaitAsync(IInvalidationChannel channel, bool live = true) =>
        Eventually.TrueAsync(() => channel.LiveSince is not null == live, live ? "the channel is live" : "the channel says that it is not live");
}
