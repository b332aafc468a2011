namespace FourRunr.Contracts;

/// <summary>What came out of a verification. Answer of <c>GET /v1/admin/audit/verify</c>; a trail with findings is an answer, so it is a 200.</summary>
public sealed record AuditReportResponse
{
    /// <summary>True when there is no finding. Says nothing about rows in the tail that were replaced together with their hashes.</summary>
    public required bool Intact { get; init; }

    /// <summary>How many rows were read.</summary>
    public required long Rows { get; init; }

    /// <summary>How many of them are vouched for: an unbroken chain leads from them to a signed checkpoint.</summary>
    public required long CoveredRows { get; init; }

    /// <summary>How many follow the last good checkpoint of their writer.</summary>
    public required long TailRows { get; init; }

    /// <summary>How many checkpoints are signed by a known key and agree with their row.</summary>
    public required long Checkpoints { get; init; }

    /// <summary>What was verified of each writer that has rows in the range.</summary>
    public required IReadOnlyList<AuditWriterResponse> Writers { get; init; }

    /// <summary>At most 1,000, by writer and seq.</summary>
    public required IReadOnlyList<AuditFindingResponse> Findings { get; init; }

    /// <summary>How many findings there are in all.</summary>
    public required long FindingCount { get; init; }
}

/// <summary>The part of one writer's chain that was verified.</summary>
public sealed record AuditWriterResponse
{
    /// <summary><c>wrt_</c> and 32 hex digits: the journal of one proxy.</summary>
    public required string Writer { get; init; }

    /// <summary>Rows before it were not looked at; 1 if the chain was verified from its start.</summary>
    public required long FirstSeq { get; init; }

    /// <summary>The last row; one that stands behind a gap and does not belong there is not counted.</summary>
    public required long LastSeq { get; init; }
    public required long Rows { get; init; }
    public required long CoveredRows { get; init; }
    public required long TailRows { get; init; }
    public required long Checkpoints { get; init; }

    /// <summary>The row of the last good checkpoint; absent without one.</summary>
    public long? LastCheckpointSeq { get; init; }
}

/// <summary>One defect of the trail.</summary>
public sealed record AuditFindingResponse
{
    public required AuditFindingKind Kind { get; init; }

    /// <summary><c>wrt_</c> and 32 hex digits: the journal of one proxy.</summary>
    public required string Writer { get; init; }

    /// <summary>The row in question; the first of them where several are missing.</summary>
    public required long Seq { get; init; }

    /// <summary>The last of them where rows are missing; absent otherwise.</summary>
    public long? LastSeq { get; init; }

    /// <summary>The call that the row records, if it can be read.</summary>
    public string? CallId { get; init; }

    /// <summary>The change by an operator that the row records, if it can be read.</summary>
    public string? ChangeId { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Detail { get; init; }
}

/// <summary>What is wrong with a row or a checkpoint.</summary>
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

/// <summary>Answer of <c>GET /v1/admin/audit/keys</c>.</summary>
public sealed record AuditKeyListResponse(IReadOnlyList<AuditKeyResponse> Keys);

/// <summary>A key that signs, or once signed, checkpoints.</summary>
/// <param name="KeyId"><c>adk_</c> and the first 16 hex digits of the SHA-256 of the public key.</param>
/// <param name="PublicKeyPem">SubjectPublicKeyInfo, ECDSA on P-256.</param>
public sealed record AuditKeyResponse(string KeyId, string PublicKeyPem, DateTimeOffset CreatedAt);

/// <summary>Answer of <c>GET /v1/admin/calls/{call_id}</c>: the newest record of a call, and its row of the trail.</summary>
public sealed record RecordedCallResponse(CallRecordResponse Call, AuditPlaceResponse Audit);

/// <summary>A row's place in the chain of its writer.</summary>
public sealed record AuditPlaceResponse
{
    /// <summary><c>wrt_</c> and 32 hex digits: the journal of one proxy.</summary>
    public required string Writer { get; init; }
    public required long Seq { get; init; }

    /// <summary>SHA-256, 64 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash that the row says its predecessor has, 64 hex digits; zeros for the first of its writer.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>
    /// True when the hash is that of the entry and the previous hash, and the neighbours that are there fit. Only a verification of the range
    /// looks at signatures and gaps.
    /// </summary>
    public required bool Intact { get; init; }

    /// <summary>The call in the row before; the same call where the row before announced its side effect. Absent without that row, or if
    /// it records a change by an operator.</summary>
    public string? PreviousCallId { get; init; }

    /// <summary>The call in the row after; absent for the newest, or if that row records a change.</summary>
    public string? NextCallId { get; init; }

    /// <summary>The row of the first checkpoint that includes this one; absent until there is one.</summary>
    public long? CheckpointSeq { get; init; }

    /// <summary>When that checkpoint was signed.</summary>
    public DateTimeOffset? SignedAt { get; init; }
}
