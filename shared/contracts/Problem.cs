namespace FourRunr.Contracts;

/// <summary>The body of every refusal: <c>application/problem+json</c> (RFC 9457), readable by an agent.</summary>
public sealed record Problem
{
    /// <summary>URN of the kind, e.g. <c>urn:4runr:error:token_expired</c>.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    /// <summary>The HTTP status, repeated.</summary>
    public required int Status { get; init; }

    /// <summary>Stable code, one of <see cref="GatewayErrors"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What was wrong with this request. Never an exception's message, never a secret.</summary>
    public required string Detail { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>The policy rule that refused, e.g. <c>deny http_fetch:head</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>Whole seconds, at least 1; the same number as the Retry-After header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>When the budget that refused has room again; repeating the call before does not help.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>What is left of the limit that refused.</summary>
    public long? Remaining { get; init; }

    /// <summary>Of <c>approval_*</c>: the request, see <c>GET /v1/approvals/{approval_id}</c>.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Of <c>approval_required</c>: until when people may decide, or the approved call may be made.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? HowToFix { get; init; }

    /// <summary>Field path to messages, for <c>params_invalid</c> and <c>body_invalid</c>.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
