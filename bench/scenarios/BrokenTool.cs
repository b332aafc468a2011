using System.Diagnostics;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>
/// A tool of which every attempt fails: when its breaker opens, how fast calls are refused then, and how soon they pass after the
/// faults end. Fails when refusals take 5 ms (p99) or more, or the return more than 10 s.
/// </summary>
internal static class BrokenTool
{
    private const int PerSecond = 20;
    private const int WarmUp = 300;
    private static readonly TimeSpan Refusing = TimeSpan.FromSeconds(20);

    public static async Task<int> MeasureAsync(Client http, Uri door)
    {
        var agent = await BenchAgent.CreateAsync(http, door);
        var token = (await agent.IssueTokenAsync(http, door)).Token;
        Task<CallResult> CallAsync() => http.MeasureAsync(door, "/v1/tools/serpapi/search", token, new { q = $"broken {Guid.NewGuid():N}" });
        // A process that has answered before, as in production.
        for (var i = 0; i < WarmUp; i++)
        {
            await CallAsync();
        }

        await http.SetChaosAsync(door, new SetChaosRequest("serpapi", ChaosKind.Error, 100));
        var start = Stopwatch.GetTimestamp();
        var failed = 0;
        while ((await CallAsync()).Code != "breaker_open")
        {
            failed++;
        }

        var opened = Stopwatch.GetElapsedTime(start);
        var calls = await Load.RunAsync(PerSecond, Refusing, _ => CallAsync());
        var refusals = new Latencies();
        foreach (var call in calls.Where(call => call.Code == "breaker_open"))
        {
            refusals.Add(call.Time);
        }

        await http.ClearChaosAsync(door);
        start = Stopwatch.GetTimestamp();
        while ((await CallAsync()).Code != "ok" || await http.BreakerAsync(door, "serpapi", "search") != BreakerState.Closed)
        {
        }

        var back = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"every attempt fails: open after {failed} failed calls and {opened.TotalSeconds:F1} s; {refusals.Count} of {calls.Count} calls refused meanwhile, {refusals}; closed {back.TotalSeconds:F1} s after the faults ended"));
        return refusals.At(0.99) < 5 && back < TimeSpan.FromSeconds(10) ? 0 : 1;
    }
}
