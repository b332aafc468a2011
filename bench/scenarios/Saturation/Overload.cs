using FourRunr.Bench.Scenarios.PacedLoads;
using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>
/// Ten times as much as the system can do: so many clients that want 50 calls a second each that together they want ten times its peak.
/// A client waits for its answer before it asks again, as HTTP/1.1 clients do. Beside them calls at a fixed rate show what a client
/// sees, and when all is normal again.
/// </summary>
internal static class Overload
{
    private const int Times = 10;
    private const int PerClient = 50;
    private const int MostClients = 8000;

    /// <param name="peak">Calls a second at saturation.</param>
    /// <param name="quiet">The same paced calls without overload.</param>
    public static async Task<OverloadResult> RunAsync(
        Gateway gateway, string tokens, double peak, PacedRound quiet, SaturationPlan plan, PacedRounds paced, RoundRunner runner)
    {
        var clients = Math.Clamp((int)(Times * peak / PerClient), plan.Connections, MostClients);
        var ledger = await Ledger.OpenAsync(gateway);
        var probes = paced.SendAsync(gateway.Url, tokens, plan.Overload + plan.AfterOverload, CancellationToken.None);
        var sent = await Load(gateway.Url, tokens, clients, plan).RunAsync();
        var ended = await probes;
        var account = await ledger.CloseAsync();
        if (account.Rows != account.Calls || account.CallsHungUp > clients || account.CallsBeside("ok", "rate_limited", "dependency_unavailable", "tool_busy") > 0)
        {
            runner.Add(string.Create(CultureInfo.InvariantCulture, $"{gateway.Name}, overload: {account.Calls} calls, {account.Rows} audit rows ({account})"));
        }

        var during = ended.Where(call => call.At < plan.Overload).ToList();
        var refused = during.Where(call => call.Status is 429 or 503).ToList();
        return new OverloadResult(
            clients, sent.GoodPerSecond, sent.GoodPerSecond / peak, sent.Refused, sent.Broken, refused.Count,
            At99(refused.Count > 0 ? refused : during), At99(during), Recovery([.. ended.Where(call => call.At >= plan.Overload)], plan, quiet));
    }

    public static WrkLoad Load(Uri url, string tokens, int clients, SaturationPlan plan) =>
        new(url, "unique", tokens, clients, plan.Overload, TimeSpan.FromSeconds(1.0 / PerClient));

    /// <summary>Seconds until all that follow are as quick as before: 95 of 100 calls of a second within twice the usual p95 and a millisecond.</summary>
    private static double Recovery(List<PacedCall> after, SaturationPlan plan, PacedRound quiet)
    {
        var slow = after.GroupBy(call => (int)(call.At - plan.Overload).TotalSeconds)
            .Where(second => second.Any(call => call.Status != 200)
                || second.Select(call => call.Time.TotalMilliseconds).Order().ElementAt((int)(0.95 * (second.Count() - 1))) > (2 * quiet.P95) + 1)
            .Select(second => second.Key).ToList();
        var quick = slow.Count == 0 ? 0 : slow.Max() + 1;
        return quick < plan.AfterOverload.TotalSeconds ? quick : double.PositiveInfinity;
    }

    private static double At99(List<PacedCall> calls)
    {
        var times = new Latencies();
        calls.ForEach(call => times.Add(call.Time));
        return times.At(0.99);
    }
}

/// <param name="Goodput">Good answers a second.</param>
/// <param name="Share">Of the peak.</param>
/// <param name="RefusedProbes">Of the calls at a fixed rate.</param>
/// <param name="RefusalP99">Milliseconds; of all calls at a fixed rate if none was refused.</param>
/// <param name="Recovery">Seconds; infinite if it was not seen.</param>
internal sealed record OverloadResult(
    int Clients, double Goodput, double Share, long Refused, long Broken, int RefusedProbes, double RefusalP99, double AllP99, double Recovery)
{
    public string RecoveryText => double.IsInfinity(Recovery) ? "not seen" : Texts.Line($"{Recovery:F0} s");
}
