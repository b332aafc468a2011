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
    public static async Task<IReadOnlyList<PacedCall>> RunAsync(
        Uri url, int perSecond, TimeSpan length, Func<int, byte[]> request, CancellationToken stop = default)
    {
        var calls = (int)(length.TotalSeconds * perSecond);
        // A little ahead, so that all threads stand ready.
        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 10;
        var threads = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => Run(url, start, perSecond, Enumerable.Range(0, calls).Where(number => number % Threads == thread), request, stop),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        return [.. (await Task.WhenAll(threads)).SelectMany(ended => ended).OrderBy(call => call.At)];
    }

    private static List<PacedCall> Run(
        Uri url, long start, int perSecond, IEnumerable<int> numbers, Func<int, byte[]> request, CancellationToken stop)
    {
        using var connection = new RawConnection(url);
        connection.Connect();
        var ended = new List<PacedCall>();
        foreach (var number in numbers)
        {
            var bytes = request(number);
            var at = TimeSpan.FromSeconds((double)number / perSecond);
            if (!WaitFor(start, at, stop))
            {
                break;
            }

            var status = connection.Send(bytes);
            ended.Add(new PacedCall(at, Stopwatch.GetElapsedTime(start) - at, status));
        }

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
internal readonly record struct PacedCall(TimeSpan At, TimeSpan Time, int Status);
