using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>
/// A fifth of all attempts is disturbed (hang, failure, lateness) while 20 calls a second arrive: how many calls whose first attempt
/// failed end well, and whether the breaker keeps still. Fails at 70 % or less, or when the breaker moved.
/// </summary>
internal static class ChaosRun
{
    private const int PerSecond = 20;

    public static async Task<int> MeasureAsync(Client http, Uri door, int seconds)
    {
        var agent = await BenchAgent.CreateAsync(http, door);
        var token = (await agent.IssueTokenAsync(http, door)).Token;
        await http.SetChaosAsync(door, new SetChaosRequest("serpapi", ChaosKind.Mixed, 20));
        using var watching = new CancellationTokenSource();
        var moves = CountMovesAsync(http, door, watching.Token);
        var calls = await Load.RunAsync(PerSecond, TimeSpan.FromSeconds(seconds), number => http.MeasureAsync(
            // No two calls alike: a stored result would spare the tool.
            door, "/v1/tools/serpapi/search", token, new { q = $"chaos {Guid.NewGuid():N} {number}" }));
        await watching.CancelAsync();
        await http.ClearChaosAsync(door);

        var moved = await moves;
        var saved = calls.Count(call => call is { Code: "ok", Attempts: > 1 });
        var lost = calls.Count(call => call.Code != "ok");
        var share = (double)saved / Math.Max(1, saved + lost);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"chaos 20 %, {PerSecond}/s for {seconds} s: {calls.Count} calls, {saved + lost} failed at first, {saved} of them ended well ({share:P1}); breaker moved {moved} times; by code: {ByCode(calls)}"));
        return share > 0.7 && moved == 0 ? 0 : 1;
    }

    private static string ByCode(IEnumerable<CallResult> calls) =>
        string.Join(", ", calls.GroupBy(call => call.Code).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"));

    private static async Task<int> CountMovesAsync(Client http, Uri door, CancellationToken cancellationToken)
    {
        var moves = 0;
        var before = BreakerState.Closed;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = await http.BreakerAsync(door, "serpapi", "search");
            moves += now == before ? 0 : 1;
            before = now;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return moves;
    }
}
