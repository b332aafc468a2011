namespace FourRunr.Contracts;

/// <summary>Answer of <c>POST /oauth2/introspect</c> (RFC 7662 section 2.2, with the gateway's own members).</summary>
public sealed record IntrospectionResponse
{
    public required bool Active { get; init; }

    /// <summary>Why it is not active: <c>token_invalid token_expired token_revoked agent_suspended</c>.</summary>
    public string? Code { get; init; }

    /// <summary>What kind of credential it is.</summary>
    public PrincipalKind? Kind { get; init; }

    /// <summary>Agent id, or operator id.</summary>
    public string? Sub { get; init; }

    /// <summary>Name of the agent or operator.</summary>
    public string? Name { get; init; }

    /// <summary>Role of the agent; for operators <c>admin</c> or <c>auditor</c>.</summary>
    public string? Role { get; init; }

    /// <summary>The agent's tags; absent without any.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
    public IReadOnlyList<string>? Tools { get; init; }
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>Unix seconds of issue.</summary>
    public long? Iat { get; init; }

    /// <summary>Unix seconds; the earlier of the token's end and a revocation that is already set for later.</summary>
    public long? Exp { get; init; }

    /// <summary>The token id.</summary>
    public string? Jti { get; init; }

    /// <summary>The URL of the only endpoint that accepts the token (RFC 8707); absent when every endpoint does.</summary>
    public string? Aud { get; init; }

    public string? TokenType { get; init; }

    public static IntrospectionResponse Inactive(ErrorKind kind) => new() { Active = false, Code = kind.Code };
}

/// <summary>Who holds a credential.</summary>
public enum PrincipalKind
{
    Agent,
    Operator,
    Service,
}
