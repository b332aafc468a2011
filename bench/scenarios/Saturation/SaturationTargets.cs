using FourRunr.Bench.Scenarios.Reports;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>What must be reached, with everything on one machine of two cores.</summary>
internal static class SaturationTargets
{
    private const double MostForgedMicros = 20;
    private const double MostOfMcp = 1.3;
    private const double MostColdMs = 1.5;
    private const string AuthService = "auth-service";

    /// <summary>Of bare and of YARP.</summary>
    private static readonly (string System, double OfBare, double OfYarp)[] Shares = [("standalone", 0.35, 1.1), ("Postgres + Redis", 0.25, 0.8)];

    private static readonly (string Name, Func<PacedRound, double> Of, double Most)[] Added =
        [("p50", round => round.P50, 0.5), ("p95", round => round.P95, 1), ("p99", round => round.P99, 2)];

    public static IReadOnlyList<Target> Of(SaturationResults results) =>
    [
        .. Shares.SelectMany(share => Throughput(results, share)),
        .. Shares.SelectMany(share => Latency(results, share.System)),
        .. Shares.Select(share => McpCpu(results, share.System)),
        ForgedCpu(results),
        .. Shares.Select(share => Flood(results, share.System)),
        .. Shares.Select(share => Cold(results, share.System)),
        .. Shares.SelectMany(share => OfOverload(share.System, results.Overloads[share.System])),
    ];

    private static IEnumerable<Target> Throughput(SaturationResults results, (string System, double OfBare, double OfYarp) share)
    {
        var rate = results.Median(share.System, CallCase.CachedToken).PerSecond;
        var ofBare = rate / results.Median("bare", "call").PerSecond;
        var ofYarp = rate / results.Median("YARP", "call").PerSecond;
        yield return new($"{share.System}: governed calls to bare", Texts.Line($"≥ {share.OfBare} ×"), Texts.Line($"{ofBare:F2} ×"), ofBare >= share.OfBare);
        yield return new($"{share.System}: governed calls to YARP", Texts.Line($"≥ {share.OfYarp} ×"), Texts.Line($"{ofYarp:F2} ×"), ofYarp >= share.OfYarp);
    }

    private static IEnumerable<Target> Latency(SaturationResults results, string system) => Added.Select(added =>
    {
        var ms = added.Of(results.MedianPaced(system, SaturationResults.Quiet)) - added.Of(results.MedianPaced("bare", SaturationResults.Quiet));
        return new Target($"{system}: added latency, {added.Name}", Texts.Line($"≤ {added.Most} ms"), Texts.Line($"{ms:F2} ms"), ms <= added.Most);
    });

    private static Target McpCpu(SaturationResults results, string system)
    {
        var times = results.Median(system, CallCase.Mcp).ServerMicros / results.Median(system, CallCase.CachedToken).ServerMicros;
        return new($"{system}: CPU of a call by MCP to one by /v1", Texts.Line($"≤ {MostOfMcp} ×"), Texts.Line($"{times:F2} ×"), times <= MostOfMcp);
    }

    private static Target ForgedCpu(SaturationResults results)
    {
        var micros = results.Median("Postgres + Redis", CallCase.Forged).Micros[AuthService];
        return new("forged token: CPU in auth-service", Texts.Line($"≤ {MostForgedMicros} µs"), Texts.Line($"{micros:F1} µs"), micros <= MostForgedMicros);
    }

    private static Target Flood(SaturationResults results, string system)
    {
        var without = results.MedianPaced(system, SaturationResults.NoFlood).P99;
        var beside = results.MedianPaced(system, SaturationResults.Flood).P99;
        return new(
            Texts.Line($"{system}: p99 of a good agent beside {results.MedianForged(system, SaturationResults.Flood):F0} forged tokens/s"),
            "≤ 2 ×", Texts.Line($"{beside / without:F2} × ({without:F2} → {beside:F2} ms)"), beside <= 2 * without);
    }

    private static Target Cold(SaturationResults results, string system)
    {
        var p50 = results.MedianPaced(system, CallCase.ColdToken).P50;
        return new($"{system}: cold token, p50", Texts.Line($"≤ {MostColdMs} ms"), Texts.Line($"{p50:F2} ms"), p50 <= MostColdMs);
    }

    private static IEnumerable<Target> OfOverload(string system, OverloadResult overload)
    {
        yield return new($"{system}: goodput at 10 × overload", "≥ 80 % of peak", Texts.Line($"{overload.Share:P0}"), overload.Share >= 0.8);
        yield return new(
            overload.RefusedProbes > 0 ? $"{system}: p99 of refusals at overload" : $"{system}: p99 of all calls at overload (none was refused)",
            "≤ 50 ms", Texts.Line($"{overload.RefusalP99:F0} ms"), overload.RefusalP99 <= 50);
        yield return new($"{system}: normal after overload", "≤ 10 s", overload.RecoveryText, overload.Recovery <= 10);
    }
}
