namespace FourRunr.Invalidation;

/// <summary>
/// The channel inside one process. Shared by all three services (standalone) it is always live; in a service that runs
/// alone without Redis it reaches no other process, so it is never live.
/// </summary>
public sealed class InProcessInvalidationChannel(bool sharedByAllServices, TimeProvider clock) : IInvalidationChannel
{
    private event Action<IReadOnlyCollection<string>>? Invalidated;

    public long? LiveSince { get; } = sharedByAllServices ? clock.GetTimestamp() : null;

    public ValueTask PublishAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        Invalidated?.Invoke(subjects);
        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<IReadOnlyCollection<string>> onInvalidated)
    {
        Invalidated += onInvalidated;
        return new Subscription(() => Invalidated -= onInvalidated);
    }
}
