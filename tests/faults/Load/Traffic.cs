using System.Collections.Concurrent;
using System.Diagnostics;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Load;

/// <summary>An open load: calls of every kind begin at their constant rate, whatever becomes of those before.</summary>
internal sealed class Traffic
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentQueue<ClientCall> _ended = new();
    private readonly string _scenario;
    private readonly Caller _caller;
    private readonly TimeProvider _clock;
    private readonly List<Task> _kinds;
    private volatile bool _isStopped;

    /// <param name="scenario">Begins every marker.</param>
    public Traffic(string scenario, Caller caller, IReadOnlyDictionary<CallKind, double> rates, TimeProvider clock)
    {
        (_scenario, _caller, _clock) = (scenario, caller, clock);
        _kinds = [.. rates.Select(rate => RunAsync(rate.Key, rate.Value))];
    }

    /// <summary>So far, in the order of their ends.</summary>
    public IReadOnlyCollection<ClientCall> Ended => _ended;

    /// <summary>Returns when every front door has answered a call of each of these kinds: now it knows their tokens.</summary>
    public Task IntroduceAsync(params IEnumerable<CallKind> kinds) => Task.WhenAll(
        from kind in kinds
        from door in Enumerable.Range(0, _caller.Doors)
        select CallAsync(kind, string.Create(CultureInfo.InvariantCulture, $"{_scenario}.{kind}.at-door-{door}"), door));

    /// <summary>No call begins any more; returns when all have ended.</summary>
    public async Task<IReadOnlyList<ClientCall>> StopAsync()
    {
        _isStopped = true;
        await Task.WhenAll(_kinds);
        return [.. _ended];
    }

    private async Task RunAsync(CallKind kind, double perSecond)
    {
        var calls = new List<Task>();
        using var timer = new PeriodicTimer(Tick, _clock);
        var started = Stopwatch.GetTimestamp();
        while (!_isStopped)
        {
            while (calls.Count < Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond)
            {
                calls.Add(CallAsync(kind, string.Create(CultureInfo.InvariantCulture, $"{_scenario}.{kind}.{calls.Count}")));
            }

            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(calls);
    }

    private async Task CallAsync(CallKind kind, string marker, int? firstDoor = null) =>
        _ended.Enqueue(await _caller.CallAsync(kind, marker, firstDoor));
}
