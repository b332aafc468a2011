namespace FourRunr.Bench.Scenarios.Machine;

internal static class LoadAverage
{
    /// <summary>Of the last minute.</summary>
    public static double Read() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
