using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>The report as it goes over the wire.</summary>
public static class AuditReportMapping
{
    /// <summary>The name of a kind on the wire: <c>checkpoint_mismatch</c>.</summary>
    public static string WireName(this AuditFindingKind kind) => kind.ToWire();

    public static AuditReportResponse ToResponse(this AuditReport report) => new()
    {
        Intact = report.Intact,
        Rows = report.Rows,
        CoveredRows = report.CoveredRows,
        TailRows = report.TailRows,
        Checkpoints = report.Checkpoints,
        Writers = [.. report.Writers.Select(ToResponse)],
        Findings = [.. report.Findings.Select(ToResponse)],
        FindingCount = report.FindingCount,
    };

    private static AuditWriterResponse ToResponse(AuditWriterReport writer) => new()
    {
        Writer = writer.Writer,
        FirstSeq = writer.FirstSeq,
        LastSeq = writer.LastSeq,
        Rows = writer.Rows,
        CoveredRows = writer.CoveredRows,
        TailRows = writer.TailRows,
        Checkpoints = writer.Checkpoints,
        LastCheckpointSeq = writer.LastCheckpointSeq,
    };

    private static AuditFindingResponse ToResponse(AuditFinding finding) => new()
    {
        Kind = finding.Kind.WireName(),
        Writer = finding.Writer,
        Seq = finding.Seq,
        LastSeq = finding.LastSeq,
        CallId = finding.CallId,
        Detail = finding.Detail,
    };
}
