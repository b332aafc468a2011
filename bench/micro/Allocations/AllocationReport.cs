namespace FourRunr.Bench.Micro.Allocations;

/// <summary>The counts as Markdown. Nothing in it changes from run to run but they do.</summary>
internal static class AllocationReport
{
    /// <summary>Bytes; counts differ by so much anyway.</summary>
    private const int Grain = 100;

    private const string Head = """
        # Allocations

        Written by `bash bench/micro.sh allocations`. Bytes that a governed `serpapi.search` with the mock tool allocates in the managed heap,
        rounded up to hundreds. Counted is all that the process allocates, on any thread, until every record is in the database: web server,
        middleware, pipeline, journal, and what carries the records on. Not in it: the client, which allocates nothing. auth-service and
        policy-service are in the same process, but have nothing to do except when a known answer is renewed, every few seconds. Stored
        results fill their room, as under load. In *Postgres + Redis* every call is logged, which is Production's default.

        Each figure is the mean of 2,000 repetitions, one after the other, after as many that do not count; of six such rounds the one with
        the fewest bytes. The compiler does without what it learns from the running program (`DOTNET_TieredPGO=0`), which changes figures by some
        percent from run to run. Steps are called from outside the pipeline, which costs some 100 bytes more. Differences below 3 % are noise.


        """;

    public static string Write(IReadOnlyList<SystemAllocations> systems)
    {
        var text = new StringBuilder(Head);
        Row("what", systems.Select(system => system.System));
        Row("---", systems.Select(_ => "---:"));
        foreach (var (row, first) in systems[0].Steps.Index())
        {
            Row(first.Step.Name, systems.Select(system => ToGrain(system.Steps[row].Bytes)));
        }

        foreach (var system in systems)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{system.System}: a call over HTTP may allocate {system.MostPerCall:N0} bytes, one by MCP {AllocationStep.MostOfMcp:N0} more.\n");
        }

        return text.ToString();

        void Row(string name, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Prepend(name)).Append(" |\n");
    }

    private static string ToGrain(long bytes) => ((bytes + Grain - 1) / Grain * Grain).ToString("N0", CultureInfo.InvariantCulture);
}
