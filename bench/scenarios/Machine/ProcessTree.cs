namespace FourRunr.Bench.Scenarios.Machine;

/// <summary>What processes have used, from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>USER_HZ, which is 100 on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private const int Parent = 1;
    private const int UserTicks = 11;
    private const int ChildSystemTicks = 14;

    /// <summary>Processor time of a process, of those it has started, and of those that have ended (a database has one for each connection).</summary>
    public static TimeSpan Cpu(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)!)
            .Where(name => char.IsAsciiDigit(name[0])).Select(name => int.Parse(name, CultureInfo.InvariantCulture))
            .Select(pid => (Pid: pid, Stat: Stat(pid))).Where(process => process.Stat.Length > 0).ToList();
        var ticks = 0L;
        var open = new Queue<int>([root]);
        while (open.TryDequeue(out var pid))
        {
            ticks += all.Where(process => process.Pid == pid).Sum(process =>
                process.Stat[UserTicks..(ChildSystemTicks + 1)].Sum(text => long.Parse(text, CultureInfo.InvariantCulture)));
            foreach (var (child, _) in all.Where(process => process.Stat[Parent] == pid.ToString(CultureInfo.InvariantCulture)))
            {
                open.Enqueue(child);
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Processor time of the children of this process that have ended.</summary>
    public static TimeSpan EndedChildrenCpu() => TimeSpan.FromSeconds(
        Stat(Environment.ProcessId)[(ChildSystemTicks - 1)..(ChildSystemTicks + 1)].Sum(text => long.Parse(text, CultureInfo.InvariantCulture)) / TicksPerSecond);

    /// <summary>Resident memory of one process in bytes.</summary>
    public static long Resident(int pid) =>
        long.Parse(
            File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024;

    /// <summary>Bytes that one process has given the disk to write; a file system in memory counts none.</summary>
    public static long Written(int pid) =>
        long.Parse(
            File.ReadLines($"/proc/{pid}/io").Single(line => line.StartsWith("write_bytes:", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The fields from the state on; empty for a process that has ended. The name before them may hold anything.</summary>
    private static string[] Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
