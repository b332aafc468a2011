namespace FourRunr.Audit;

public enum AuditFindingKind
{
    /// <summary>The row does not match its own hash, or its entry cannot be read.</summary>
    Altered,

    /// <summary>Rows between two others are not there.</summary>
    Missing,

    /// <summary>The row belongs somewhere else.</summary>
    Reordered,

    /// <summary>The row is there once more.</summary>
    Duplicated,

    /// <summary>The row is whole, but it is not the one that the row after it was chained to.</summary>
    Rewritten,

    /// <summary>A signed checkpoint names another hash for the row: it and rows before it were rewritten.</summary>
    CheckpointMismatch,

    /// <summary>A checkpoint is not signed by a known key, or cannot be compared with its row.</summary>
    CheckpointInvalid,

    /// <summary>Rows after the last one must have existed and are not there.</summary>
    Truncated,
}

/// <summary>One defect of the trail.</summary>
/// <param name="Seq">The row in question; the first of them for missing rows and for those that a truncation took.</param>
/// <param name="LastSeq">The last of them; null for other kinds.</param>
/// <param name="CallId">The call that the row records, if it can be read.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record AuditFinding(AuditFindingKind Kind, string Writer, long Seq, long? LastSeq, string? CallId, string Detail);
