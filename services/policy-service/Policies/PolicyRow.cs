namespace FourRunr.Policy.Policies;

/// <summary>The current version of a policy, as a row of the table.</summary>
internal sealed record PolicyRow
{
    public required string PolicyId { get; init; }
    public required string Name { get; init; }
    public string? AgentId { get; init; }
    public string? Role { get; init; }
    public string? Tag { get; init; }
    public required int Version { get; init; }

    /// <summary>The name of a <see cref="PolicyMode"/>.</summary>
    public required string Mode { get; init; }
    public required string Spec { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public string? UpdatedBy { get; init; }

    /// <summary>The invalidation subject of the decisions that use the policy.</summary>
    public string Subject => this switch
    {
        { AgentId: { } agentId } => InvalidationSubjects.AgentPolicies(agentId),
        { Tag: { } tag } => InvalidationSubjects.TagPolicies(tag),
        _ => InvalidationSubjects.RolePolicies(Role!),
    };

    /// <summary>The first version of a policy.</summary>
    /// <param name="operatorId">Null for a default policy.</param>
    public static PolicyRow New(PolicyRequest request, string policyId, DateTimeOffset now, string? operatorId) => new()
    {
        PolicyId = policyId,
        Name = request.Name,
        AgentId = request.AgentId,
        Role = request.Role,
        Tag = request.Tag,
        Version = 1,
        Mode = request.Mode.ToString(),
        Spec = StoredSpec.Write(request.Spec),
        CreatedAt = now,
        UpdatedAt = now,
        UpdatedBy = operatorId,
    };

    /// <summary>The next version, with the content of a document.</summary>
    public PolicyRow Next(PolicyRequest request, DateTimeOffset now, string operatorId) =>
        New(request, PolicyId, now, operatorId) with { Version = Version + 1, CreatedAt = CreatedAt };

    /// <summary>The next version, with the same content.</summary>
    public PolicyRow Next(DateTimeOffset now, string operatorId) =>
        this with { Version = Version + 1, UpdatedAt = now, UpdatedBy = operatorId };

    public PolicyResponse ToResponse() => new()
    {
        PolicyId = PolicyId,
        Name = Name,
        AgentId = AgentId,
        Role = Role,
        Tag = Tag,
        Version = Version,
        Mode = Enum.Parse<PolicyMode>(Mode),
        Spec = StoredSpec.Read(Spec),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        UpdatedBy = UpdatedBy,
    };
}
