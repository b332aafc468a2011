namespace FourRunr.Audit;

/// <summary>A finding while the rest of the trail may still shed light on it.</summary>
internal sealed class FindingDraft(AuditFindingKind kind, string writer, long seq)
{
    public AuditFindingKind Kind { get; } = kind;
    public string Writer { get; } = writer;

    /// <summary>Where the row stands.</summary>
    public long Seq { get; } = seq;
    public long? LastSeq { get; init; }
    public string? CallId { get; init; }
    public string Detail { get; set; } = "";

    /// <summary>Where a row belongs that stands elsewhere.</summary>
    public (string Writer, long Seq)? Home { get; init; }

    /// <summary>The row that belongs here is here too.</summary>
    public bool Extra { get; set; }

    /// <summary>No row is known to have been here: the trail ends before.</summary>
    public bool Beyond { get; set; }

    public AuditFinding Finished() => new(Kind, Writer, Seq, LastSeq, CallId, Detail);
}
