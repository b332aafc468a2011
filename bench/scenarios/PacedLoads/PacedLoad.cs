using System.Diagnostics;

namespace FourRunr.Bench.Scenarios.PacedLoads;

/// <summary>
/// An open load for latencies: every call has its moment, whether or not those before have ended, and its time counts from that moment
/// (no coordinated omission). The calls are dealt out to threads with a connection each; a thread sleeps, then spins for the last
/// millisecond, so that it is on time.
/// </summary>
internal static class PacedLoad
{
    private const int Threads = 16;
    private static readonly TimeSpan Spun = TimeSpan.FromMilliseconds(1.5);

    /// <param name="request">Makes the bytes of a call from its number.</param>
    public static Task<IReadOnlyList<PacedCall>> RunAsync(
        Uri url, int perSecond, TimeSpan length, Func<int, byte[]> request, CancellationToken stop = default) =>
        RunAsync([url], perSecond, length, request, awaited: null, stop);

    /// <param name="urls">Called in turn: call <c>n</c> goes to the <c>n</c>th.</param>
    /// <param name="request">Makes the bytes of a call from its number.</param>
    /// <param name="awaited">What an answer must have for <see cref="PacedCall.Awaited"/>.</param>
    public static async Task<IReadOnlyList<PacedCall>> RunAsync(
        IReadOnlyList<Uri> urls, int perSecond, TimeSpan length, Func<int, byte[]> request, byte[]? awaited, CancellationToken stop = default)
    {
        var calls = (int)(length.TotalSeconds * perSecond);
        // A little ahead, so that all threads stand ready.
        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 10;
        var threads = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => Run(urls, start, perSecond, Enumerable.Range(0, calls).Where(number => number % Threads == thread), request, awaited, stop),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        return [.. (await Task.WhenAll(threads)).SelectMany(ended => ended).OrderBy(call => call.At)];
    }

    private static List<PacedCall> Run(
        IReadOnlyList<Uri> urls, long start, int perSecond, IEnumerable<int> numbers, Func<int, byte[]> request, byte[]? awaited, CancellationToken stop)
    {
        var connections = urls.Select(url => new RawConnection(url) { Awaited = awaited }).ToList();
        connections.ForEach(connection => connection.Connect());
        var ended = new List<PacedCall>();
        foreach (var number in numbers)
        {
            var bytes = request(number);
            var at = TimeSpan.FromSeconds((double)number / perSecond);
            if (!WaitFor(start, at, stop))
            {
                break;
            }

            var connection = connections[number % urls.Count];
            var status = connection.Send(bytes);
            var time = Stopwatch.GetElapsedTime(start) - at;
            ended.Add(new PacedCall(at, time, status) { Number = number, Awaited = connection.AwaitedAt is { } came ? Stopwatch.GetElapsedTime(start, came) - at : null });
        }

        connections.ForEach(connection => connection.Dispose());
        return ended;
    }

    private static bool WaitFor(long start, TimeSpan at, CancellationToken stop)
    {
        while (at - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            if (left > Spun && stop.WaitHandle.WaitOne(left - Spun))
            {
                return false;
            }

            Thread.SpinWait(20);
        }

        return !stop.IsCancellationRequested;
    }
}

/// <param name="At">When the call was due, from the start of the load.</param>
/// <param name="Time">From then to the end of its answer.</param>
/// <param name="Status">0 if there was no answer.</param>
internal readonly record struct PacedCall(TimeSpan At, TimeSpan Time, int Status)
{
    public int Number { get; init; }

    /// <summary>From when the call was due until what was awaited had come; null if it never did.</summary>
    public TimeSpan? Awaited { get; init; }
}
