namespace FourRunr.Bench.Scenarios;

/// <summary>What the script that started this program tells it.</summary>
internal static class BenchRun
{
    /// <summary>Of the repository.</summary>
    public static string Root { get; } = Required("BENCH_ROOT");

    /// <summary>A folder for this run, removed by the script.</summary>
    public static string Work { get; } = Required("BENCH_WORK");

    /// <summary>As it was typed.</summary>
    public static string Command { get; } = Required("BENCH_COMMAND");

    public static string Postgres { get; } = Required("TEST_POSTGRES");

    public static string Redis { get; } = Required("TEST_REDIS");

    public static int PostgresPid { get; } = int.Parse(Required("BENCH_POSTGRES_PID"), CultureInfo.InvariantCulture);

    public static int RedisPid { get; } = int.Parse(Required("BENCH_REDIS_PID"), CultureInfo.InvariantCulture);

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set.");
}
