using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>Looks every second at the memory of a gateway's processes while calls are made.</summary>
internal sealed class MemoryWatch(Gateway gateway)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<MemorySample> _samples = [];

    public IReadOnlyList<MemorySample> Samples => _samples;

    /// <summary>Returns when it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        var before = (await gateway.ReadMetricsAsync()).CallsByCode().Values.Sum();
        do
        {
            var calls = (await gateway.ReadMetricsAsync()).CallsByCode().Values.Sum() - before;
            _samples.Add(new MemorySample(calls, gateway.Resident()));
        }
        while (await TicksAsync(timer, stop));
    }

    private static async Task<bool> TicksAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <param name="Calls">That had ended.</param>
/// <param name="Resident">Bytes of every process.</param>
internal sealed record MemorySample(long Calls, IReadOnlyDictionary<string, long> Resident)
{
    private const double Mebi = 1024 * 1024;

    public double MiB(string process) => Resident[process] / Mebi;

    /// <summary>MiB that a process grows by with 100,000 calls, over the last half of the calls: the straight line that fits best.</summary>
    public static double Slope(IReadOnlyList<MemorySample> samples, string process)
    {
        var half = samples.Where(sample => sample.Calls >= samples[^1].Calls / 2.0).ToList();
        var (x, y) = (half.Average(sample => sample.Calls / 1e5), half.Average(sample => sample.MiB(process)));
        var spread = half.Sum(sample => Math.Pow((sample.Calls / 1e5) - x, 2));
        return spread == 0 ? 0 : half.Sum(sample => ((sample.Calls / 1e5) - x) * (sample.MiB(process) - y)) / spread;
    }
}
