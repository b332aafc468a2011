using FourRunr.Bench.Scenarios.PacedLoads;
using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>Latencies of a quiet system: calls at a fixed rate, far from what it can do.</summary>
internal sealed class PacedRounds(SaturationPlan plan, RoundRunner runner)
{
    private const string Path = "/v1/tools/serpapi/search";
    private static int _loads;

    /// <summary>Calls with tokens in turn, no two bodies alike.</summary>
    /// <param name="what">Named in faults.</param>
    public async Task<PacedRound> RunAsync(MeasuredSystem system, string what, string tokenFile)
    {
        var calls = await SendAsync(system.Url, tokenFile, plan.Paced, CancellationToken.None);
        var times = new Latencies();
        foreach (var call in calls)
        {
            times.Add(call.Time);
        }

        if (calls.Any(call => call.Status != 200))
        {
            runner.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{system.Name}, {what}: {calls.Count(call => call.Status != 200)} of {calls.Count} answers were not 200"));
        }

        return new PacedRound(times.At(0.50), times.At(0.95), times.At(0.99), times.At(1));
    }

    /// <summary>The same while forged tokens arrive.</summary>
    /// <param name="pause">Of each of the flood's connections; null floods as fast as it can.</param>
    /// <returns>The times of the good agent, and how many forgeries a second were refused meanwhile.</returns>
    public async Task<(PacedRound Good, double Forged)> RunFloodedAsync(
        MeasuredSystem system, string tokenFile, int connections, TimeSpan? pause)
    {
        var flood = new WrkLoad(system.Url, "forged", tokenFile, connections, plan.Paced, pause).RunAsync();
        var good = await RunAsync(system, "good agent in a flood", tokenFile);
        var sent = await flood;
        if (sent.Refused != sent.Requests || sent.Broken > 0)
        {
            runner.Add(string.Create(
                CultureInfo.InvariantCulture, $"{system.Name}, flood: {sent.Refused} of {sent.Requests} forged tokens were refused, {sent.Broken} calls broke"));
        }

        return (good, sent.PerSecond);
    }

    /// <summary>Sends at the plan's rate until the length is over or it is told to stop.</summary>
    public async Task<IReadOnlyList<PacedCall>> SendAsync(Uri url, string tokenFile, TimeSpan length, CancellationToken stop)
    {
        var tokens = await File.ReadAllLinesAsync(tokenFile, CancellationToken.None);
        var load = Interlocked.Increment(ref _loads);
        return await PacedLoad.RunAsync(
            url, plan.PerSecond, length,
            // As long as those of wrk, and never the same.
            number => RawConnection.Post(url, Path, tokens[number % tokens.Length], string.Create(CultureInfo.InvariantCulture, $$"""{"q":"bench p{{load:D5}}{{number:D10}}"}""")),
            stop);
    }
}

/// <summary>Milliseconds.</summary>
internal sealed record PacedRound(double P50, double P95, double P99, double Max)
{
    public static PacedRound MedianOf(IReadOnlyCollection<PacedRound> rounds) => new(
        Round.Median(rounds, round => round.P50), Round.Median(rounds, round => round.P95),
        Round.Median(rounds, round => round.P99), Round.Median(rounds, round => round.Max));
}
