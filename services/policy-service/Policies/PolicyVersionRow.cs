namespace FourRunr.Policy.Policies;

/// <summary>One version in the history of a policy, as a row of the table.</summary>
internal sealed record PolicyVersionRow
{
    public required string PolicyId { get; init; }
    public required int Version { get; init; }

    /// <summary>The name of a <see cref="PolicyChangeKind"/>.</summary>
    public required string Change { get; init; }
    public required string Name { get; init; }
    public string? AgentId { get; init; }
    public string? Role { get; init; }
    public string? Tag { get; init; }

    /// <summary>The name of a <see cref="PolicyMode"/>.</summary>
    public required string Mode { get; init; }
    public required string Spec { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public string? MadeBy { get; init; }

    public PolicyVersionResponse ToResponse() => new()
    {
        PolicyId = PolicyId,
        Version = Version,
        Change = Enum.Parse<PolicyChangeKind>(Change),
        Name = Name,
        AgentId = AgentId,
        Role = Role,
        Tag = Tag,
        Mode = Enum.Parse<PolicyMode>(Mode),
        Spec = StoredSpec.Read(Spec),
        MadeAt = MadeAt,
        MadeBy = MadeBy,
    };
}
