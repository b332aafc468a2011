using System.Collections.Immutable;

namespace FourRunr.Invalidation;

/// <summary>
/// The channel inside one process. Shared by all three services (standalone) it is always live; in a service that runs
/// alone without Redis it reaches no other process, so it is never live.
/// </summary>
public sealed class InProcessInvalidationChannel(bool sharedByAllServices, TimeProvider clock) : IInvalidationChannel
{
    private ImmutableArray<Action<IReadOnlyCollection<string>>> _handlers = [];

    public long? LiveSince { get; } = sharedByAllServices ? clock.GetTimestamp() : null;

    public ValueTask PublishAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        foreach (var handler in _handlers)
        {
            handler(subjects);
        }

        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<IReadOnlyCollection<string>> onInvalidated)
    {
        ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Add(onInvalidated));
        return new Subscription(() => ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Remove(onInvalidated)));
    }
}
