namespace FourRunr.Standalone.Audit;

/// <summary>Formats a report for people: what was verified, one line for each finding, and what it proves.</summary>
internal static class VerifyAuditSummary
{
    /// <param name="trusted">Ids of the keys that were given.</param>
    public static string Text(AuditReportResponse report, IReadOnlyList<string> trusted)
    {
        var text = new StringBuilder();
        Line(text, $"{report.Rows} rows of {report.Writers.Count} writers, {report.Checkpoints} good checkpoints");
        foreach (var writer in report.Writers)
        {
            Line(text, $"  {writer.Writer}  seq {writer.FirstSeq} to {writer.LastSeq}: {writer.CoveredRows} rows covered by a checkpoint, {writer.TailRows} not yet");
        }

        foreach (var finding in report.Findings)
        {
            var call = finding.CallId is null ? "" : $" {OneLine(finding.CallId)}";
            Line(text, $"{finding.Kind.ToWire()} {OneLine(finding.Writer)} seq {finding.Seq}{call}: {OneLine(finding.Detail)}");
        }

        if (report.FindingCount > report.Findings.Count)
        {
            Line(text, $"… and {report.FindingCount - report.Findings.Count} more");
        }

        Line(text, trusted.Count > 0
            ? $"Checkpoints were checked with {string.Join(", ", trusted)}."
            : (FormattableString)$"Checkpoints were checked with the keys in the export itself: this proves only that it agrees with itself. Give --key to prove more.");
        Line(text, report.Intact ? (FormattableString)$"Intact." : $"NOT intact: {report.FindingCount} findings.");
        return text.ToString().TrimEnd();
    }

    /// <summary>Text from a damaged export must not write its own lines to the terminal.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
