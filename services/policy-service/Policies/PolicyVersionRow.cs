namespace FourRunr.Policy.Policies;

/// <summary>One version in the history of a policy, as a row of the table.</summary>
internal sealed record PolicyVersionRow(
    string PolicyId,
    int Version,
    PolicyChangeKind Change,
    string Name,
    string? AgentId,
    string? Role,
    string? Tag,
    PolicyMode Mode,
    string Spec,
    DateTimeOffset MadeAt,
    string? MadeBy)
{
    public PolicyVersionResponse ToResponse() => new()
    {
        PolicyId = PolicyId,
        Version = Version,
        Change = Change,
        Name = Name,
        AgentId = AgentId,
        Role = Role,
        Tag = Tag,
        Mode = Mode,
        Spec = StoredSpec.Read(Spec),
        MadeAt = MadeAt,
        MadeBy = MadeBy,
    };
}
