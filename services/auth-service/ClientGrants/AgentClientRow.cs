namespace FourRunr.Auth.ClientGrants;

/// <summary>What an agent's grants to one client come to.</summary>
internal sealed class AgentClientRow
{
    public required string ClientId { get; init; }
    public required long Consents { get; init; }

    /// <summary>Of the newest grant. Ids sort by creation.</summary>
    public required string FamilyId { get; init; }
    public required DateTimeOffset RootedAt { get; init; }
    public required string OperatorId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public AgentClientResponse ToResponse() => new(ClientId, Consents, RootedAt, OperatorId, ExpiresAt);
}
