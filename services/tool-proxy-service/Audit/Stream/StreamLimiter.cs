using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>Limits how many streams an operator may have open at this proxy: each asks the database twice a second.</summary>
internal sealed class StreamLimiter
{
    public const int Most = 10;

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <returns>Dispose it when the stream ends; null if the operator has too many.</returns>
    public IDisposable? TryTake(string operatorId)
    {
        if (_open.AddOrUpdate(operatorId, 1, (_, open) => open + 1) <= Most)
        {
            return new Slot(this, operatorId);
        }

        Return(operatorId);
        return null;
    }

    private void Return(string operatorId)
    {
        _open.AddOrUpdate(operatorId, 0, (_, open) => open - 1);
        _open.TryRemove(new KeyValuePair<string, int>(operatorId, 0));
    }

    private sealed class Slot(StreamLimiter limiter, string operatorId) : IDisposable
    {
        public void Dispose() => limiter.Return(operatorId);
    }
}
