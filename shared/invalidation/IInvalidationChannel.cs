namespace FourRunr.Invalidation;

/// <summary>
/// Tells every cache of the gateway that answers about some subjects are void. Best effort: the caches' own
/// bound (5 s) holds without it; with it a change is effective at once.
/// </summary>
public interface IInvalidationChannel
{
    /// <summary>
    /// Monotonic timestamp (<see cref="TimeProvider.GetTimestamp"/>) since when no message can have been missed,
    /// or null while messages may be getting lost.
    /// </summary>
    long? LiveSince { get; }

    /// <summary>Returns when the message is on its way, or at the latest after half a second; never throws for an outage.</summary>
    ValueTask PublishAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>Handlers run on the receiving thread and must be quick. Dispose to unsubscribe.</summary>
    IDisposable Subscribe(Action<IReadOnlyCollection<string>> onInvalidated);
}
