using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.PacedLoads;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>Short streams at a fixed rate, one to each system in turn, so that the machine's mood meets all of them.</summary>
internal static class ShortStreams
{
    public static async Task<IReadOnlyDictionary<string, ShortResult>> RunAsync(IReadOnlyList<StreamedSystem> systems, StreamsPlan plan)
    {
        var other = new OtherWork();
        var calls = await PacedLoad.RunAsync(
            [.. systems.Select(system => system.System.Url)], plan.PerSecond * systems.Count, plan.Paced,
            number => RawConnection.Post(
                systems[number % systems.Count].System.Url, StreamRequest.Path, systems[number % systems.Count].TokenOf(number / systems.Count),
                StreamRequest.Body(number, plan.ShortTokens)),
            StreamRequest.FirstText.ToArray());
        return systems.Select((system, place) => (system.Name, Calls: calls.Where(call => call.Number % systems.Count == place).ToList())).ToDictionary(
            measured => measured.Name,
            measured => new ShortResult(
                Of(measured.Calls.Select(call => call.Awaited ?? call.Time)), Of(measured.Calls.Select(call => call.Time)),
                measured.Calls.Count(call => call.Status != 200 || call.Awaited is null), other.Share(), LoadAverage.Read()));
    }

    private static Latencies Of(IEnumerable<TimeSpan> times)
    {
        var latencies = new Latencies();
        foreach (var time in times)
        {
            latencies.Add(time);
        }

        return latencies;
    }
}

/// <param name="First">Until the first token.</param>
/// <param name="End">Until the end.</param>
/// <param name="Failed">Streams that were not answered, or had no token.</param>
/// <param name="Others">Of the machine, by what has no part in this; 0 to 1.</param>
/// <param name="Load">Load average of the last minute.</param>
internal sealed record ShortResult(Latencies First, Latencies End, int Failed, double Others, double Load);
