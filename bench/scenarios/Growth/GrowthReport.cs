using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.Reports;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>Writes <c>bench/reports/growth.md</c> and <c>.svg</c>.</summary>
internal static class GrowthReport
{
    private const double LeastShare = 0.95;
    private const double MostMiB = 200;
    private const double MostSlope = 1;

    /// <returns>The exit code: 1 if a target was missed or a run was at fault.</returns>
    public static async Task<int> WriteAsync(IReadOnlyList<GrowingGateway> gateways, GrowthPlan plan, IReadOnlyList<string> faults, OtherWork other)
    {
        var targets = gateways.SelectMany(gateway => Targets(gateway, plan)).ToList();
        var report = new MarkdownReport("Growth");
        await report.HeadAsync(other, plan == GrowthPlan.Quick, faults, targets);
        AddComparisons(report, gateways, plan);
        AddCalls(report, gateways, plan);
        AddMemory(report, gateways);
        await report.WriteAsync("growth", Chart(gateways));
        return Summary.Print(targets, faults);
    }

    private static IEnumerable<Target> Targets(GrowingGateway gateway, GrowthPlan plan)
    {
        foreach (var comparison in gateway.Comparisons.Where(comparison => comparison.IsTarget))
        {
            yield return new(
                $"{gateway.Kind}: throughput, {comparison.Stage}", Texts.Line($"≥ {LeastShare} × the start"),
                Texts.Line($"{comparison.Share:F2} ×"), comparison.Share >= LeastShare);
        }

        foreach (var process in Processes(gateway))
        {
            var (most, slope) = (gateway.Memory[^1].MiB(process), MemorySample.Slope(gateway.Memory, process));
            yield return new(
                Texts.Line($"{gateway.Kind}: memory of {process} after {plan.Calls:N0} calls"), Texts.Line($"≤ {MostMiB} MiB"), Texts.Line($"{most:F0} MiB"), most <= MostMiB);
            yield return new(
                $"{gateway.Kind}: slope of {process} in the last half", Texts.Line($"≤ {MostSlope} MiB a 100,000 calls"), Texts.Line($"{slope:F2} MiB"), slope <= MostSlope);
        }
    }

    private static void AddComparisons(MarkdownReport report, IReadOnlyList<GrowingGateway> gateways, GrowthPlan plan)
    {
        report.Section("Throughput");
        report.Paragraph(Texts.Line(
            $"Two gateways of a kind, of which one grows; medians of {plan.Load.Rounds} rounds of {plan.Load.RoundLength.TotalSeconds:F0} s in turns, wrk with {plan.Load.Connections} connections, cached tokens of 16 agents. The first line is how far two equal gateways differ."));
        report.Table(
            ["system, grown one", "start calls/s", "grown calls/s", "share", "start p99 ms", "grown p99 ms", "start CPU µs", "grown CPU µs"],
            gateways.SelectMany(gateway => gateway.Comparisons).Select(comparison => (string[])
            [
                $"{comparison.System}, {comparison.Stage}", Texts.Line($"{comparison.Start.PerSecond:F0}"), Texts.Line($"{comparison.Grown.PerSecond:F0}"),
                Texts.Line($"{comparison.Share:F2}"), Texts.Line($"{comparison.Start.P99:F1}"), Texts.Line($"{comparison.Grown.P99:F1}"),
                Texts.Line($"{comparison.Start.ServerMicros:F0}"), Texts.Line($"{comparison.Grown.ServerMicros:F0}"),
            ]));
    }

    private static void AddCalls(MarkdownReport report, IReadOnlyList<GrowingGateway> gateways, GrowthPlan plan)
    {
        report.Section(Texts.Line($"{plan.Calls:N0} calls"));
        report.Table(
            ["system", "first calls/s", "slowest calls/s", "last calls/s", "highest p99 ms"],
            gateways.Select(gateway => (string[])
            [
                gateway.Kind, Texts.Line($"{gateway.Segments[0].PerSecond:F0}"), Texts.Line($"{gateway.Segments.Min(segment => segment.PerSecond):F0}"),
                Texts.Line($"{gateway.Segments[^1].PerSecond:F0}"), Texts.Line($"{gateway.Segments.Max(segment => segment.P99):F1}"),
            ]));
    }

    private static void AddMemory(MarkdownReport report, IReadOnlyList<GrowingGateway> gateways)
    {
        report.Section("Resident memory during these calls");
        report.Table(
            ["system, process", "first MiB", "highest MiB", "last MiB", "MiB a 100,000 calls, last half"],
            gateways.SelectMany(gateway => Processes(gateway).Select(process => (string[])
            [
                $"{gateway.Kind}, {process}", Texts.Line($"{gateway.Memory[0].MiB(process):F0}"),
                Texts.Line($"{gateway.Memory.Max(sample => sample.MiB(process)):F0}"), Texts.Line($"{gateway.Memory[^1].MiB(process):F0}"),
                Texts.Line($"{MemorySample.Slope(gateway.Memory, process):F2}"),
            ])));
    }

    private static IEnumerable<string> Processes(GrowingGateway gateway) => gateway.Memory[0].Resident.Keys;

    private static string Chart(IReadOnlyList<GrowingGateway> gateways) => LineChart.Draw("4Runr Gateway: growth",
    [
        new LinePanel("resident MiB by calls", [.. gateways.SelectMany(gateway => Processes(gateway).Select(process => new Line(
            gateway.Kind == process ? process : $"{gateway.Kind}, {process}", [.. gateway.Memory.Select(sample => ((double)sample.Calls, sample.MiB(process)))])))]),
        new LinePanel("calls a second by calls", [.. gateways.Select(gateway => new Line(
            gateway.Kind, [.. gateway.Segments.Select(segment => ((double)segment.Calls, segment.PerSecond))]))]),
    ]);
}
