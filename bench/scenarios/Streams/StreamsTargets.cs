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
        .. new[] { StreamsResults.Standalone, StreamsResults.Window }.SelectMany(system => Crowd(results, system, plan.Crowds)),
        Whole(results),
    ];

    private static Target FirstToken(StreamsResults results, string system, double quantile, double most)
    {
        var ms = results.Short[system].First.At(quantile) - results.Short[StreamsResults.Yarp].First.At(quantile);
        return new(Texts.Line($"{system}: time to the first token added to YARP's, p{quantile * 100:F0}"), Texts.Line($"≤ {most} ms"), Texts.Line($"{ms:F2} ms"), ms <= most);
    }

    /// <summary>
    /// Where the machine cannot carry the largest crowd, its cost is reckoned from what a token costs in the largest that it can; that is too much
    /// rather than too little, for the more tokens there are, the more are passed on together. Where it can carry none, the target is not met.
    /// </summary>
    private static IEnumerable<Target> Crowd(StreamsResults results, string system, IReadOnlyList<int> crowds)
    {
        var streams = crowds[0];
        var carried = crowds.FirstOrDefault(size => !results.Of(system, size).IsSaturated && !results.Of(StreamsResults.Yarp, size).IsSaturated);
        var judged = carried == 0 ? crowds[^1] : carried;
        var micros = results.Of(system, judged).MicrosPerToken - results.Of(StreamsResults.Yarp, judged).MicrosPerToken;
        var more = micros * results.Of(system, streams).Due / 1e6;
        var how = carried == 0 ? ", the machine was always full" : judged == streams ? "" : Texts.Line($", reckoned from {judged} streams");
        yield return new(
            Texts.Line($"{system}: {streams} streams, processor more than YARP"), Texts.Line($"≤ {MostCore:P0} of a core"),
            Texts.Line($"{more:P0} ({micros:F1} µs a token{how})"), more <= MostCore && carried > 0);
        var memory = (results.Of(system, streams).MemoryPerStream, Yarp: results.Of(StreamsResults.Yarp, streams).MemoryPerStream);
        yield return new(
            Texts.Line($"{system}: {streams} streams, memory of each"), Texts.Line($"≤ {MostMemory / 1024} KiB"),
            Texts.Line($"{memory.MemoryPerStream / 1024} KiB (YARP {memory.Yarp / 1024})"), memory.MemoryPerStream <= MostMemory);
    }

    private static Target Whole(StreamsResults results)
    {
        var failed = results.Crowds.Sum(measured => measured.Crowd.Faults.Count) + results.Short.Values.Sum(measured => measured.Failed);
        return new("streams that did not come whole, in order and on record with usage and cost", "0", Texts.Line($"{failed}"), failed == 0);
    }
}
