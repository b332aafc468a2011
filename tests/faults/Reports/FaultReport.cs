using FourRunr.Faults.Invariants;
using FourRunr.Faults.Scenarios;

namespace FourRunr.Faults.Reports;

/// <summary>The results of a run in Markdown; who ran it on what is said by run.sh.</summary>
internal static class FaultReport
{
    public static string Write(IReadOnlyList<ScenarioResult> results, int seed)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"- seed: {seed}").AppendLine();
        WriteTargets(text, results);
        WriteTable(text, results);
        WriteViolations(text, results);
        return text.ToString();
    }

    private static void WriteTargets(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        text.AppendLine("## Targets").AppendLine();
        text.AppendLine("| what | target | measured | met |").AppendLine("| --- | ---: | ---: | ---: |");
        foreach (var result in results.Where(result => result.Scenario.Name is KillCycles.Name))
        {
            Row(text, $"{result.Scenario.Injected}: mails at the tool", "= on record", $"{result.Effects}", result.Broken(Rules.EffectWithoutAudit) == 0);
            Zero(text, "… answered calls that are not on record", result.Broken(Rules.NotAudited) + result.Broken(Rules.AuditedOtherwise));
            Zero(text, "… answers that failed open", result.Broken(Rules.FailedOpen) + result.Broken(Rules.EffectOfDeniedCall));
            Zero(text, "… effects or records twice", result.Broken(Rules.DuplicateEffect) + result.Broken(Rules.AuditedTwice));
        }

        foreach (var result in results.Where(result => result.Scenario.Name == FaultMatrix.LongOutage))
        {
            var perSecond = result.Calls.Count / (result.Calls.Max(call => call.Last.StartedAt) - result.Calls.Min(call => call.Attempts[0].StartedAt)).TotalSeconds;
            Row(text, $"Postgres away for {result.Lasted.TotalSeconds:F0} s: calls a second", "100", $"{perSecond:F0}", perSecond >= 95);
            Zero(text, "… calls refused because of audit", result.Broken(Rules.RefusedForAudit));
            Row(text, "… records", "≥ answers, none twice", $"{result.Records} of {result.AnswersOfTools} answers",
                result.Broken(Rules.NotAudited) + result.Broken(Rules.AuditedTwice) == 0);
            Row(text, "… backlog drained after the load", "yes", $"{result.Drained.TotalSeconds:F1} s", result.Broken(Rules.NotAudited) == 0);
        }

        text.AppendLine();
    }

    private static void WriteTable(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        text.AppendLine("""
            ## Every fault

            Calls are those of the client; a third of them send mail, a tenth must be denied. Refusals are of good calls, by code; a call that was
            refused and then repeated counts among them. *Ready*: from the end of the fault (of a kill: from the kill; the slowest of many) until every
            service says so. *Recovered*: until the last good call that was not answered well had ended.

            | fault | injected | lasted | calls | on record | refused by code | mails at the tool = on record | ready | recovered | promises |
            | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | --- |
            """);
        foreach (var result in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Scenario.Name} | {result.Scenario.Injected} | {result.Lasted.TotalSeconds:F1} s | {result.Calls.Count} | {result.Records} | {result.Refusals} "
                + $"| {result.Effects} | {result.Ready.TotalSeconds:F1} s | {result.Recovered.TotalSeconds:F1} s | {result.Promises} |");
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"`GET /v1/admin/audit/verify` after the last fault: {results[^1].VerifiedRows} rows, {results.Sum(result => result.Broken(Rules.TrailNotIntact))} findings.");
    }

    private static void WriteViolations(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        const int Most = 5;
        foreach (var result in results.Where(result => result.Violations.Count > 0))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {result.Scenario.Name}: promises that were not kept").AppendLine();
            foreach (var violation in result.Violations.GroupBy(violation => violation.Rule).SelectMany(group => group.Take(Most)))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- {violation}");
            }
        }
    }

    private static void Zero(StringBuilder text, string what, int count) => Row(text, what, "0", $"{count}", count == 0);

    private static void Row(StringBuilder text, string what, string target, string measured, bool met) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {target} | {measured} | {(met ? "yes" : "**no**")} |");
}
