namespace FourRunr.Auth.ClientGrants;

/// <summary>What an agent's grants to one client come to.</summary>
/// <param name="FamilyId">Of the newest grant, like what follows. Ids sort by creation.</param>
internal sealed record AgentClientRow(
    string ClientId, long Consents, string FamilyId, DateTimeOffset RootedAt, string OperatorId, DateTimeOffset ExpiresAt)
{
    public AgentClientResponse ToResponse() => new(ClientId, Consents, RootedAt, OperatorId, ExpiresAt);
}
