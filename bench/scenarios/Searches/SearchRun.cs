using System.Diagnostics;
using System.Net;
using FourRunr.Bench.Scenarios.Growth;
using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.Reports;
using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Searches;

/// <summary>
/// Everything of <c>bench/searches.sh</c>: what the pages of the console ask for, on a gateway whose trail has millions of records. Each question is
/// asked some times; the first time counts too, when nothing is in memory yet.
/// </summary>
internal static class SearchRun
{
    private const int Agents = 1_000;
    private const int Times = 5;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    /// <param name="rows">Records in the trail.</param>
    public static async Task<int> MeasureAsync(Client http, int rows)
    {
        var other = new OtherWork();
        var targets = new List<Target>();
        await using (var standalone = new StandaloneServer())
        {
            targets.AddRange(await MeasureAsync(http, standalone, rows));
        }

        await using (var cluster = new ClusterServer())
        {
            await cluster.MakeDatabaseAsync();
            targets.AddRange(await MeasureAsync(http, cluster, rows));
        }

        Console.WriteLine(Texts.Line($"Other work took {other.Share():P0} of the processors."));
        return Summary.Print(targets, []);
    }

    private static async Task<IReadOnlyList<Target>> MeasureAsync(Client http, Gateway gateway, int rows)
    {
        // The first start makes the tables.
        await gateway.StartAsync();
        await gateway.StopAsync();
        var clock = Stopwatch.StartNew();
        await Fill.AgentsAsync(gateway, Agents);
        await AuditFill.RunAsync(gateway, rows, Agents);
        await gateway.TidyAsync();
        Console.WriteLine(Texts.Line($"{gateway.Name}: {await gateway.Audit.CountAsync():N0} records, filled in {clock.Elapsed.TotalSeconds:F0} s"));
        await gateway.StartAsync();
        var targets = new List<Target>();
        foreach (var (what, path) in Questions())
        {
            var times = new List<TimeSpan>();
            for (var time = 0; time < Times; time++)
            {
                times.Add(await http.TimeAsync(gateway.Url, path));
            }

            var first = times[0];
            times.Sort();
            var target = new Target(
                $"{gateway.Name}: {what}", Texts.Line($"≤ {Most.TotalSeconds} s"),
                Texts.Line($"first {first.TotalMilliseconds:F0} ms, median {times[Times / 2].TotalMilliseconds:F0} ms"), first <= Most);
            Console.WriteLine(target);
            targets.Add(target);
        }

        return targets;
    }

    /// <summary>By the page that asks.</summary>
    private static IEnumerable<(string What, string Path)> Questions()
    {
        var today = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var (hour, day, end) = (Moment(today.AddHours(-1)), Moment(today.AddDays(-1)), Moment(today));
        yield return ("overview, an hour", $"/v1/admin/calls/summary?from={hour}&to={end}");
        yield return ("overview, a day", $"/v1/admin/calls/summary?from={day}&to={end}");
        yield return ("overview, first steps", "/v1/admin/calls?outcome=ok&limit=1");
        yield return ("calls", "/v1/admin/calls");
        yield return ("calls of an agent", $"/v1/admin/calls?agent_id={Fill.AgentId(7)}");
        yield return ("calls of an agent by name", "/v1/admin/calls?agent=grown%207");
        yield return ("calls of nobody", "/v1/admin/calls?agent=nobody");
        yield return ("calls of the usual tool", "/v1/admin/calls?tool=serpapi");
        yield return ("calls of a seldom tool", $"/v1/admin/calls?tool={AuditFill.SeldomTool}");
        yield return ("calls of no tool", "/v1/admin/calls?tool=never");
        yield return ("calls of a seldom tool that were denied", $"/v1/admin/calls?tool={AuditFill.SeldomTool}&result=denied");
        yield return ("denied calls", "/v1/admin/calls?result=denied");
        yield return ("failed calls", "/v1/admin/calls?result=failed");
        yield return ("calls with one outcome", "/v1/admin/calls?outcome=scope_denied");
        yield return ("calls of a day three weeks ago", $"/v1/admin/calls?from={Moment(today.AddDays(-21))}&to={Moment(today.AddDays(-20))}");
        yield return ("calls of a rule, a day", $"/v1/admin/calls?rule=serpapi:search&from={day}&to={end}");
        yield return ("calls of a rule that decided none, a day", $"/v1/admin/calls?rule=deny%20x&from={day}&to={end}");
        yield return ("calls of a correlation id, a day", $"/v1/admin/calls?correlation_id=none&from={day}&to={end}");
        yield return ("costs", "/v1/admin/spend?group_by=agent");
        yield return ("budgets", "/v1/budgets");
        yield return ("security events", "/v1/security-events?limit=20");
        yield return ("agents", "/v1/agents");
        yield return ("policies", "/v1/policies");
    }

    private static string Moment(DateTimeOffset at) => WebUtility.UrlEncode(Texts.Line($"{at:yyyy-MM-ddTHH:mm:ssZ}"));
}
