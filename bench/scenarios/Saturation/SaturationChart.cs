using FourRunr.Bench.Scenarios.Reports;

namespace FourRunr.Bench.Scenarios.Saturation;

internal static class SaturationChart
{
    private static readonly string[] Systems = ["bare", "YARP", "standalone", "Postgres + Redis"];

    public static string Draw(SaturationResults results, SaturationPlan plan) => BarChart.Draw("4Runr Gateway: saturation and latency, side by side",
    [
        new Panel(
            "calls a second at saturation",
            [.. results.Cases.Select(key => Bar(key, results.Median(key.System, key.Case).PerSecond, value => Texts.Line($"{value:F0}")))]),
        new Panel(
            "processor time of all servers for one call, µs",
            [.. results.Cases.Select(key => Bar(key, results.Median(key.System, key.Case).ServerMicros, value => Texts.Line($"{value:F0}")))]),
        new Panel(
            Texts.Line($"p99 at {plan.PerSecond} calls a second, ms"),
            [.. results.PacedCases.Select(key => Bar(key, results.MedianPaced(key.System, key.Case).P99, value => Texts.Line($"{value:F2}")))]),
    ]);

    private static Bar Bar((string System, string Case) key, double value, Func<double, string> label) =>
        new($"{key.System}, {key.Case}", value, label(value), Svg.Colours[Array.IndexOf(Systems, key.System)]);
}
