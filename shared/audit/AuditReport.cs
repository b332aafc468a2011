namespace FourRunr.Audit;

/// <summary>What came out of a verification.</summary>
/// <param name="Rows">How many rows were read.</param>
/// <param name="CoveredRows">How many of them are vouched for: an unbroken chain leads from them to a signed checkpoint.</param>
/// <param name="TailRows">How many follow the last good checkpoint of their writer: whoever can write to the database can still replace them.</param>
/// <param name="Checkpoints">How many checkpoints are signed by a known key and agree with their row.</param>
/// <param name="Writers">Each writer that has rows, in the order in which they were read.</param>
/// <param name="Findings">By writer and seq; the first of them only, when there are very many.</param>
/// <param name="FindingCount">How many there are in all.</param>
public sealed record AuditReport(
    long Rows, long CoveredRows, long TailRows, long Checkpoints,
    IReadOnlyList<AuditWriterReport> Writers, IReadOnlyList<AuditFinding> Findings, long FindingCount)
{
    public bool Intact => FindingCount == 0;
}

/// <summary>The range of one writer that was verified.</summary>
/// <param name="FirstSeq">Rows before it were not looked at; 1 if the chain was verified from its start.</param>
/// <param name="LastSeq">The last place at which a row stands.</param>
/// <param name="LastCheckpointSeq">The row of the last good checkpoint; null without one.</param>
public sealed record AuditWriterReport(
    string Writer, long FirstSeq, long LastSeq, long Rows, long CoveredRows, long TailRows, long Checkpoints, long? LastCheckpointSeq);
