namespace FourRunr.Auth.Agents;

internal sealed class AgentRow
{
    public required string AgentId { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required AgentStatus Status { get; init; }
    public string? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>RSA, as SubjectPublicKeyInfo (DER).</summary>
    public required byte[] PublicKey { get; init; }
    public required string KeyThumbprint { get; init; }

    public AgentResponse ToResponse(string? privateKeyPem = null) => new()
    {
        AgentId = AgentId,
        Name = Name,
        Role = Role,
        Tags = Tags.Count == 0 ? null : Tags,
        Status = Status,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        KeyThumbprint = KeyThumbprint,
        PrivateKeyPem = privateKeyPem,
    };
}
