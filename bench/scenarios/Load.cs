using System.Diagnostics;

namespace FourRunr.Bench.Scenarios;

/// <summary>An open load: calls begin at a constant rate, whether or not those before have ended.</summary>
internal static class Load
{
    /// <param name="call">Gets the number of the call.</param>
    public static async Task<IReadOnlyList<CallResult>> RunAsync(int perSecond, TimeSpan length, Func<int, Task<CallResult>> call)
    {
        var calls = new List<Task<CallResult>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < length)
        {
            while (calls.Count < elapsed.TotalSeconds * perSecond)
            {
                calls.Add(call(calls.Count));
            }

            await timer.WaitForNextTickAsync();
        }

        return await Task.WhenAll(calls);
    }
}
