namespace FourRunr.Auth.Revocations;

/// <summary>Whose tokens a kill mark revokes.</summary>
/// <param name="Name"><c>agent</c>, <c>role</c> or <c>all</c>.</param>
/// <param name="Subject">Agent id or role; empty for <c>all</c>.</param>
/// <param name="Invalidates">The subject that is published to the caches.</param>
internal sealed record RevocationScope(string Name, string Subject, string Invalidates)
{
    public static RevocationScope Agent(string agentId) => new("agent", agentId, InvalidationSubjects.Agent(agentId));

    public static RevocationScope Role(string role) => new("role", role, InvalidationSubjects.Role(role));

    public static RevocationScope All { get; } = new("all", "", InvalidationSubjects.AllTokens);

    /// <param name="request">A validated request, with exactly one of the three.</param>
    public static RevocationScope Of(KillSwitchRequest request) => request switch
    {
        { AgentId: { } agentId } => Agent(agentId),
        { Role: { } role } => Role(role),
        _ => All,
    };
}
