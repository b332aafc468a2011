namespace FourRunr.Contracts;

/// <summary>Admins change things and approve calls; approvers read and approve calls; auditors read.</summary>
public enum OperatorRole
{
    Auditor,
    Approver,
    Admin,
}

/// <summary>Body of <c>POST /v1/operators</c>.</summary>
/// <param name="Name">1 to 128 characters.</param>
public sealed record CreateOperatorRequest(string Name, OperatorRole Role);

/// <summary>An operator; <see cref="ApiKey"/> only in the answer that made it.</summary>
public sealed record OperatorResponse
{
    /// <summary><c>opr_</c> and 32 hex digits.</summary>
    public required string OperatorId { get; init; }
    public required string Name { get; init; }
    public required OperatorRole Role { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Shown once; stored as SHA-256.</summary>
    public string? ApiKey { get; init; }
}

/// <summary>Answer of <c>GET /v1/operators/me</c>.</summary>
/// <param name="OperatorId"><c>opr_</c> and 32 hex digits, or <c>bootstrap</c> for the key in <c>GATEWAY_ADMIN_KEY</c>.</param>
public sealed record OwnOperatorResponse(string OperatorId, string Name, OperatorRole Role);
