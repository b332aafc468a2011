using FourRunr.Invalidation;

namespace FourRunr.Shared.Tests.Caching;

/// <summary>A channel whose messages and liveness the test decides.</summary>
internal sealed class ControllableChannel : IInvalidationChannel
{
    private readonly List<Action<IReadOnlyCollection<string>>> _handlers = [];

    public long? LiveSince { get; set; }

    public void Invalidate(params string[] subjects) => _handlers.ForEach(handler => handler(subjects));

    public ValueTask PublishAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        Invalidate([.. subjects]);
        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<IReadOnlyCollection<string>> onInvalidated)
    {
        _handlers.Add(onInvalidated);
        return new MemoryStream();
    }
}
