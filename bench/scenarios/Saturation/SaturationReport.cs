using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.Reports;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>Writes <c>bench/reports/saturation.md</c> and <c>.svg</c>.</summary>
internal static class SaturationReport
{
    private const double Mebi = 1024 * 1024;

    /// <returns>The exit code: 1 if a target was missed or a run was at fault.</returns>
    public static async Task<int> WriteAsync(SaturationResults results, SaturationPlan plan, IReadOnlyList<string> faults, OtherWork other)
    {
        var targets = SaturationTargets.Of(results);
        var report = new MarkdownReport("Saturation and latency, side by side");
        await report.HeadAsync(other, plan == SaturationPlan.Quick, faults, targets);
        AddSaturation(report, results, plan);
        AddEnds(report, results);
        AddLatency(report, results, plan);
        AddOverload(report, results, plan);
        AddMemory(report, results);
        await report.WriteAsync("saturation", SaturationChart.Draw(results, plan));
        return Summary.Print(targets, faults);
    }

    private static void AddSaturation(MarkdownReport report, SaturationResults results, SaturationPlan plan)
    {
        report.Section("At saturation");
        report.Paragraph(Texts.Line(
            $"Medians of {plan.Rounds} rounds of {plan.RoundLength.TotalSeconds:F0} s, wrk with {plan.Connections} connections that never rest. CPU is processor time of all server processes for one call, databases included, until its record is in the table; *drained* is how long after the load that was."));
        var (bare, yarp) = (results.Median("bare", "call").PerSecond, results.Median("YARP", "call").PerSecond);
        report.Table(
            ["system, call", "calls/s", "of bare", "of YARP", "p50 ms", "p99 ms", "CPU µs", "of which", "wrk CPU µs", "drained s"],
            results.Cases.Select(key => (key, Round: results.Median(key.System, key.Case))).Select(row => (string[])
            [
                $"{row.key.System}, {row.key.Case}", Texts.Line($"{row.Round.PerSecond:F0}"), Texts.Line($"{row.Round.PerSecond / bare:F2}"),
                Texts.Line($"{row.Round.PerSecond / yarp:F2}"), Texts.Line($"{row.Round.P50:F2}"), Texts.Line($"{row.Round.P99:F2}"),
                Texts.Line($"{row.Round.ServerMicros:F0}"),
                row.Round.Micros.Count == 1 ? "" : string.Join(", ", row.Round.Micros.Select(process => Texts.Line($"{process.Key} {process.Value:F0}"))),
                Texts.Line($"{row.Round.GeneratorMicros:F0}"), Texts.Line($"{row.Round.DrainSeconds:F1}"),
            ]));
    }

    private static void AddEnds(MarkdownReport report, SaturationResults results)
    {
        report.Section("How these calls ended");
        report.Paragraph("All rounds together. wrk hangs up on the calls that are under way at its end, so the gateway counts a few more than were answered.");
        report.Table(
            ["system, call", "answers", "by code, as the gateway counts", "audit rows"],
            results.Cases.Select(key => (key, Rounds: results.Rounds(key.System, key.Case))).Select(row => (string[])
            [
                $"{row.key.System}, {row.key.Case}", Texts.Line($"{row.Rounds.Sum(round => round.Answers)}"),
                string.Join(", ", row.Rounds.SelectMany(round => round.Account?.ByCode ?? new Dictionary<string, long>()).GroupBy(code => code.Key)
                    .Select(code => Texts.Line($"{code.Key} {code.Sum(count => count.Value)}"))),
                row.Rounds[0].Account is null ? "" : Texts.Line($"{row.Rounds.Sum(round => round.Account!.Rows)}"),
            ]));
    }

    private static void AddLatency(MarkdownReport report, SaturationResults results, SaturationPlan plan)
    {
        report.Section(Texts.Line($"At {plan.PerSecond} calls a second"));
        report.Paragraph(Texts.Line(
            $"Medians of {plan.Rounds} rounds of {plan.Paced.TotalSeconds:F0} s. Every call has its moment, and its time counts from then. The flood is of {plan.FloodPerSecond} forged tokens a second, and once more as many as {plan.Connections} connections can send."));
        report.Table(
            ["system, calls", "p50 ms", "p95 ms", "p99 ms", "max ms"],
            results.PacedCases.Select(key => (key, Round: results.MedianPaced(key.System, key.Case))).Select(row => (string[])
            [
                $"{row.key.System}, {row.key.Case}", Texts.Line($"{row.Round.P50:F2}"), Texts.Line($"{row.Round.P95:F2}"),
                Texts.Line($"{row.Round.P99:F2}"), Texts.Line($"{row.Round.Max:F1}"),
            ]));
        report.Paragraph("Forged tokens refused a second in the flood without limit: " + string.Join(", ", results.Overloads.Keys.Select(system =>
            Texts.Line($"{system} {results.MedianForged(system, SaturationResults.UnlimitedFlood):F0}"))) + ".");
    }

    private static void AddOverload(MarkdownReport report, SaturationResults results, SaturationPlan plan)
    {
        report.Section("Overload");
        report.Paragraph(Texts.Line(
            $"For {plan.Overload.TotalSeconds:F0} s clients that want 50 calls a second each want ten times the peak (cached token at saturation) together. The times are of {plan.PerSecond} calls a second beside them."));
        report.Table(
            ["system", "clients", "goodput/s", "of peak", "refused", "broken", "p99 of refusals ms", "p99 of all ms", "normal after"],
            results.Overloads.Select(overload => (string[])
            [
                overload.Key, Texts.Line($"{overload.Value.Clients}"), Texts.Line($"{overload.Value.Goodput:F0}"), Texts.Line($"{overload.Value.Share:P0}"),
                Texts.Line($"{overload.Value.Refused}"), Texts.Line($"{overload.Value.Broken}"),
                overload.Value.RefusedProbes > 0 ? Texts.Line($"{overload.Value.RefusalP99:F0}") : "–",
                Texts.Line($"{overload.Value.AllP99:F0}"), overload.Value.RecoveryText,
            ]));
        report.Paragraph(Texts.Line(
            $"For comparison: the bare server, with {results.BareOverload.Clients} such clients, gives {results.BareOverload.PerSecond:F0} answers a second, {results.BareOverload.Share:P0} of its own peak."));
    }

    private static void AddMemory(MarkdownReport report, SaturationResults results)
    {
        report.Section("Resident memory");
        report.Table(
            ["system, process", "before MiB", "after MiB"],
            results.Before.SelectMany(system => system.Value.Select(process => (string[])
            [
                $"{system.Key}, {process.Key}", Texts.Line($"{process.Value / Mebi:F0}"),
                Texts.Line($"{results.After[system.Key][process.Key] / Mebi:F0}"),
            ])));
    }
}
