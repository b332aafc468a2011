namespace FourRunr.Bench.Scenarios.Machine;

/// <summary>How much of the processors something else has taken, beside this program and what it measures, since this was made.</summary>
internal sealed class OtherWork
{
    private const double TicksPerSecond = 100;
    private const int Idle = 3;
    private const int WaitingForDisk = 4;

    /// <summary>Fields of user, nice, system, idle, iowait, irq, softirq and steal.</summary>
    private const int Fields = 8;

    private readonly (double Busy, double All) _machineBefore = Machine();
    private readonly double _ownBefore = Own();

    /// <summary>From 0 to 1.</summary>
    public double Share()
    {
        var (busy, all) = Machine();
        return Math.Max(0, busy - _machineBefore.Busy - (Own() - _ownBefore)) / Math.Max(1, all - _machineBefore.All);
    }

    /// <summary>How much of the processors anything has taken since this was made, from 0 to 1.</summary>
    public double Busy()
    {
        var (busy, all) = Machine();
        return (busy - _machineBefore.Busy) / Math.Max(1, all - _machineBefore.All);
    }

    private static (double Busy, double All) Machine()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Fields)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture) / TicksPerSecond).ToList();
        return (ticks.Sum() - ticks[Idle] - ticks[WaitingForDisk], ticks.Sum());
    }

    private static double Own() => new[] { Environment.ProcessId, BenchRun.PostgresPid, BenchRun.RedisPid }.Sum(pid => ProcessTree.Cpu(pid).TotalSeconds);
}
