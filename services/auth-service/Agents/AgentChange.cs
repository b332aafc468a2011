namespace FourRunr.Auth.Agents;

/// <summary>What is put on record of changes of agents.</summary>
internal static class AgentChange
{
    public static Change Created(AgentResponse agent) => new(
        ChangeActions.AgentCreated, Subject(agent), To: agent.KeyThumbprint, Detail: Change.Details(("role", agent.Role), ("tags", agent.Tags is null ? null : Tags(agent))));

    /// <returns>Null when nothing was changed.</returns>
    public static Change? Between(AgentResponse before, AgentResponse after)
    {
        var action = (before.Status, after.Status) switch
        {
            (AgentStatus.Active, AgentStatus.Suspended) => ChangeActions.AgentSuspended,
            (AgentStatus.Suspended, AgentStatus.Active) => ChangeActions.AgentActivated,
            _ => ChangeActions.AgentUpdated,
        };
        var (hasOtherRole, hasOtherTags) = (before.Role != after.Role, Tags(before) != Tags(after));
        return action == ChangeActions.AgentUpdated && !hasOtherRole && !hasOtherTags
            ? null
            : new Change(action, Subject(after), Detail: Change.Details(
                ("role_before", hasOtherRole ? before.Role : null),
                ("role", hasOtherRole ? after.Role : null),
                ("tags_before", hasOtherTags ? Tags(before) : null),
                ("tags", hasOtherTags ? Tags(after) : null)));
    }

    public static Change KeyRotated(AgentResponse agent, string thumbprint) =>
        new(ChangeActions.AgentKeyRotated, Subject(agent), agent.KeyThumbprint, thumbprint);

    public static Change Deleted(AgentResponse agent) => new(ChangeActions.AgentDeleted, Subject(agent), From: agent.KeyThumbprint);

    private static ChangeSubject Subject(AgentResponse agent) => new(ChangeSubjects.Agent, agent.AgentId, agent.Name);

    private static string Tags(AgentResponse agent) => string.Join(' ', agent.Tags ?? []);
}
