using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>How many streams an operator may have open at this proxy: each asks the database twice a second.</summary>
internal sealed class StreamSeats
{
    public const int Most = 10;

    private readonly ConcurrentDictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <returns>What gives the seat back; null if there is none.</returns>
    public IDisposable? Take(string operatorId)
    {
        if (_taken.AddOrUpdate(operatorId, 1, (_, taken) => taken + 1) <= Most)
        {
            return new Seat(this, operatorId);
        }

        Return(operatorId);
        return null;
    }

    private void Return(string operatorId)
    {
        _taken.AddOrUpdate(operatorId, 0, (_, taken) => taken - 1);
        _taken.TryRemove(new KeyValuePair<string, int>(operatorId, 0));
    }

    private sealed class Seat(StreamSeats seats, string operatorId) : IDisposable
    {
        public void Dispose() => seats.Return(operatorId);
    }
}
