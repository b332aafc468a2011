namespace FourRunr.Policy.Policies;

/// <summary>The current version of a policy, as a row of the table.</summary>
/// <param name="Mode">The name of a <see cref="PolicyMode"/>.</param>
internal sealed record PolicyRow(
    string PolicyId,
    string Name,
    string? AgentId,
    string? Role,
    string? Tag,
    int Version,
    string Mode,
    string Spec,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy)
{
    /// <summary>The invalidation subject of the decisions that use the policy.</summary>
    public string Subject => this switch
    {
        { AgentId: { } agentId } => InvalidationSubjects.AgentPolicies(agentId),
        { Tag: { } tag } => InvalidationSubjects.TagPolicies(tag),
        _ => InvalidationSubjects.RolePolicies(Role!),
    };

    /// <summary>The first version of a policy.</summary>
    /// <param name="operatorId">Null for a default policy.</param>
    public static PolicyRow New(PolicyRequest request, string policyId, DateTimeOffset now, string? operatorId) => new(
        policyId, request.Name, request.AgentId, request.Role, request.Tag, 1, request.Mode.ToString(), StoredSpec.Write(request.Spec),
        now, now, operatorId);

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
