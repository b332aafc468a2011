using FourRunr.Faults.Load;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>When good calls are answered well again.</summary>
internal static class Recovery
{
    /// <summary>Over when this long no good call was answered badly, or given up: then it has not recovered.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1.5);

    /// <summary>Longer than any recovery may take, <see cref="Scenarios.Patience.Most"/> included.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(45);

    public static async Task WaitAsync(Traffic traffic, DateTimeOffset faultEnded, TimeProvider clock)
    {
        var from = clock.GetUtcNow();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), clock);
        while (clock.GetUtcNow() - from is var waited && waited < GivesUpAfter)
        {
            var lastBad = faultEnded + Of(traffic.Ended, faultEnded);
            if (waited >= Calm && clock.GetUtcNow() - lastBad >= Calm)
            {
                return;
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>From the end of the fault to the end of the last bad call that began after it; zero if there was none.</summary>
    public static TimeSpan Of(IEnumerable<ClientCall> calls, DateTimeOffset faultEnded) => calls
        .Where(call => call.IsBad && call.Attempts[0].StartedAt >= faultEnded)
        .Select(call => call.Last.EndedAt - faultEnded)
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();
}
