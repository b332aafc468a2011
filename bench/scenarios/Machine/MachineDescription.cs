using System.Runtime.InteropServices;

namespace FourRunr.Bench.Scenarios.Machine;

/// <summary>Where and with what a report was made.</summary>
internal static class MachineDescription
{
    public static async Task<IReadOnlyList<(string Name, string Value)>> ReadAsync(OtherWork other) =>
    [
        ("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("commit", await Shell.OutputAsync("git", "-C", BenchRun.Root, "describe", "--always", "--dirty", "--abbrev=12")),
        ("command", $"`{BenchRun.Command}`"),
        ("processor", $"{Field("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} cores"),
        ("memory", $"{long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024 / 1024} GiB"),
        ("kernel", (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease")).Trim()),
        ("other work on the machine", Texts.Line($"{other.Share():P1} of the processors during the run; above a few percent no figure is good")),
        (".NET", RuntimeInformation.FrameworkDescription.Replace(".NET ", "", StringComparison.Ordinal) + ", Release, workstation garbage collector"),
        ("Postgres", await Shell.OutputAsync("psql", "--version")),
        ("Redis", await Shell.OutputAsync("redis-server", "--version")),
        ("wrk", (await Shell.OutputAsync("wrk", "--version")).Split('[')[0].Trim()),
    ];

    private static string Field(string file, string name) =>
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Trim();
}
