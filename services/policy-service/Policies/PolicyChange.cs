namespace FourRunr.Policy.Policies;

/// <summary>What is put on record of changes of policies: what kind of member differs, not what stands in it.</summary>
internal static class PolicyChange
{
    public static Change Created(PolicyRow policy) =>
        new(ChangeActions.PolicyCreated, Subject(policy), To: Version(policy), Detail: Change.Details(("mode", Mode(policy)), ("applies_to", Target(policy))));

    /// <param name="action"><see cref="ChangeActions.PolicySaved"/> or <see cref="ChangeActions.PolicyRolledBack"/>.</param>
    public static Change Between(string action, PolicyRow before, PolicyRow after) => new(
        action,
        Subject(after),
        Version(before),
        Version(after),
        Change.Details(
            ("fields", string.Join(' ', DifferentFields(before, after)) is { Length: > 0 } fields ? fields : null),
            ("name_before", before.Name == after.Name ? null : before.Name),
            ("applies_to_before", Target(before) == Target(after) ? null : Target(before)),
            ("applies_to", Target(before) == Target(after) ? null : Target(after)),
            ("mode_before", before.Mode == after.Mode ? null : Mode(before)),
            ("mode", before.Mode == after.Mode ? null : Mode(after))));

    public static Change Deleted(PolicyRow policy) =>
        new(ChangeActions.PolicyDeleted, Subject(policy), From: Version(policy), Detail: Change.Details(("applies_to", Target(policy))));

    private static ChangeSubject Subject(PolicyRow policy) => new(ChangeSubjects.Policy, policy.PolicyId, policy.Name, policy.AgentId);

    private static string Version(PolicyRow policy) => policy.Version.ToString(CultureInfo.InvariantCulture);

    private static string Mode(PolicyRow policy) => policy.Mode.ToLowerInvariant();

    private static string Target(PolicyRow policy) =>
        policy.AgentId is { } agent ? $"agent {agent}" : policy.Role is { } role ? $"role {role}" : $"tag {policy.Tag}";

    /// <summary>The members of the spec that differ, by the names that the schema gives them.</summary>
    private static IEnumerable<string> DifferentFields(PolicyRow before, PolicyRow after)
    {
        var (old, now) = (Spec(before), Spec(after));
        return old.Select(member => member.Key).Union(now.Select(member => member.Key)).Order(StringComparer.Ordinal)
            .Where(name => !JsonNode.DeepEquals(old[name], now[name]));
    }

    private static JsonObject Spec(PolicyRow policy) => JsonNode.Parse(StoredSpec.Write(StoredSpec.Read(policy.Spec))) as JsonObject ?? [];
}
