using System.Diagnostics;
using FourRunr.Bench.Scenarios.Machine;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>
/// Many streams at once. Processor time, tokens and memory are those of a time in which all of them are under way: they begin one after the other,
/// and nothing that begins or ends is in it.
/// </summary>
internal static class Crowd
{
    /// <summary>Between two beginnings; no divisor of the pace, so that not all tokens come at the same time.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2.3);

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(0.5);

    /// <param name="length">Of each stream, if its tokens come in time.</param>
    public static async Task<CrowdResult> RunAsync(StreamedSystem system, int streams, TimeSpan length)
    {
        var tokens = (int)(length / StreamRequest.Pace);
        var readings = Enumerable.Range(0, streams).Select(number => new StreamReading(number, tokens)).ToList();
        var idle = system.System.Resident().Values.Sum();
        using var handler = new SocketsHttpHandler();
        using var http = new HttpMessageInvoker(handler);
        var start = Stopwatch.GetTimestamp();
        var running = readings.Select((reading, number) => Task.Run(async () =>
        {
            await Task.Delay(Step * number);
            await reading.ReadAsync(http, system.System.Url, system.TokenOf(number));
        })).ToList();

        await Task.Delay((Step * streams) + Settling);
        var (machine, cpu, own, arrived, began) = (new OtherWork(), Cpu(system), Own(), Arrived(readings), Stopwatch.GetTimestamp());
        var resident = 0L;
        do
        {
            await Task.Delay(Watched);
            resident = Math.Max(resident, system.System.Resident().Values.Sum());
        }
        while (Stopwatch.GetElapsedTime(start) < length - Settling);

        var result = new CrowdResult
        {
            Streams = streams,
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
            Tokens = Arrived(readings) - arrived,
            Cpu = Cpu(system) - cpu,
            ClientCpu = Own() - own,
            Busy = machine.Busy(),
            Others = machine.Share(),
            Load = LoadAverage.Read(),
            MemoryPerStream = (resident - idle) / streams,
        };
        await Task.WhenAll(running);
        return result with
        {
            FirstText = Median([.. readings.Select(reading => reading.FirstText ?? TimeSpan.Zero)]),
            Length = Median([.. readings.Select(reading => reading.Time)]),
            Faults = [.. readings.Select(reading => reading.Fault).OfType<string>()],
            TokensOfStream = tokens,
        };
    }

    private static long Arrived(List<StreamReading> readings) => readings.Sum(reading => reading.Tokens);

    private static TimeSpan Cpu(StreamedSystem system) => system.System.Cpu().Values.Aggregate(TimeSpan.Zero, (sum, cpu) => sum + cpu);

    private static TimeSpan Own() => Process.GetCurrentProcess().TotalProcessorTime;

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
