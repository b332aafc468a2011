namespace FourRunr.Auth.Tokens;

/// <summary>How issuing or rotating a token ended.</summary>
internal abstract record IssueOutcome
{
    public sealed record Issued(TokenIssued Token) : IssueOutcome;

    /// <summary>There is no such agent, or it was deleted in the meantime.</summary>
    public sealed record AgentUnknown : IssueOutcome;

    public sealed record AgentSuspended : IssueOutcome;

    /// <summary>The client assertion was used before.</summary>
    public sealed record Replayed : IssueOutcome;

    /// <summary>The token was rotated or revoked before.</summary>
    public sealed record AlreadyRotated : IssueOutcome;
}
