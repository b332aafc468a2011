using FourRunr.Bench.Scenarios.Reports;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>What must be reached.</summary>
internal static class StreamsTargets
{
    private const double MostCore = 0.2;
    private const long MostMemory = 64 * 1024;
    private static readonly (double Quantile, double MostMs)[] Added = [(0.50, 1), (0.99, 3)];

    public static IReadOnlyList<Target> Of(StreamsResults results, StreamsPlan plan) =>
    [
        .. new[] { StreamsResults.Standalone, StreamsResults.Cluster }.SelectMany(system => Added.Select(added => FirstToken(results, system, added.Quantile, added.MostMs))),
        .. new[] { StreamsResults.Standalone, StreamsResults.Window }.SelectMany(system => Crowd(results, system, plan.Crowds[0])),
        Whole(results),
    ];

    private static Target FirstToken(StreamsResults results, string system, double quantile, double most)
    {
        var ms = results.Short[system].First.At(quantile) - results.Short[StreamsResults.Yarp].First.At(quantile);
        return new(Texts.Line($"{system}: time to the first token added to YARP's, p{quantile * 100:F0}"), Texts.Line($"≤ {most} ms"), Texts.Line($"{ms:F2} ms"), ms <= most);
    }

    private static IEnumerable<Target> Crowd(StreamsResults results, string system, int streams)
    {
        var (crowd, yarp) = (results.Of(system, streams), results.Of(StreamsResults.Yarp, streams));
        var more = crowd.Core - yarp.Core;
        var saturated = crowd.IsSaturated || yarp.IsSaturated ? ", on a machine that is full" : "";
        yield return new(
            Texts.Line($"{system}: {streams} streams, processor more than YARP"), Texts.Line($"≤ {MostCore:P0} of a core"),
            Texts.Line($"{more:P0}{saturated}"), more <= MostCore);
        yield return new(
            Texts.Line($"{system}: {streams} streams, memory of each"), Texts.Line($"≤ {MostMemory / 1024} KiB"),
            Texts.Line($"{crowd.MemoryPerStream / 1024} KiB (YARP {yarp.MemoryPerStream / 1024})"), crowd.MemoryPerStream <= MostMemory);
    }

    private static Target Whole(StreamsResults results)
    {
        var failed = results.Crowds.Sum(measured => measured.Crowd.Faults.Count) + results.Short.Values.Sum(measured => measured.Failed);
        return new("streams that did not come whole, in order and on record with usage and cost", "0", Texts.Line($"{failed}"), failed == 0);
    }
}
