namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/agents</c>.</summary>
/// <param name="Name">1 to 128 characters; need not be unique.</param>
/// <param name="Role">Role whose policies apply: 1 to 64 of <c>a-z 0-9 _ -</c>, beginning with a letter.</param>
/// <param name="CreatedBy">Free text for the record, at most 128 characters.</param>
/// <param name="PublicKeyPem">The agent's own RSA public key (PEM, SPKI or PKCS#1, 2048 to 4096 bits). Without it the gateway makes a pair.</param>
/// <param name="Tags">At most 20, none twice: 1 to 64 of <c>a-z 0-9 _ -</c>. Policies may be bound to them.</param>
public sealed record CreateAgentRequest(
    string Name, string Role, string? CreatedBy = null, string? PublicKeyPem = null, IReadOnlyList<string>? Tags = null);

/// <summary>Body of <c>PATCH /v1/agents/{id}</c>; what is absent stays as it is.</summary>
/// <param name="Tags">All tags that the agent has then; an empty list takes them away.</param>
public sealed record UpdateAgentRequest(AgentStatus? Status = null, string? Role = null, IReadOnlyList<string>? Tags = null);

/// <summary>Body of <c>POST /v1/agents/{id}/keys</c>: without a key the gateway makes a new pair.</summary>
public sealed record RotateAgentKeyRequest(string? PublicKeyPem = null);

/// <summary>Active agents may call; suspended ones are answered 401 <c>agent_suspended</c>.</summary>
public enum AgentStatus
{
    Active,
    Suspended,
}

/// <summary>An agent as operators see it.</summary>
public sealed record AgentResponse
{
    /// <summary><c>agt_</c> and 32 hex digits, ordered by creation.</summary>
    public required string AgentId { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }

    /// <summary>In ordinal order; absent without any.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
    public required AgentStatus Status { get; init; }
    public string? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>SHA-256 of the public key's SPKI, base64url: which key is current.</summary>
    public required string KeyThumbprint { get; init; }

    /// <summary>PKCS#8 PEM; only in the answer that made it, and stored nowhere.</summary>
    public string? PrivateKeyPem { get; init; }
}
