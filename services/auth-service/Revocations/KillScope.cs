using FourRunr.Contracts;

namespace FourRunr.Auth.Revocations;

/// <summary>Whom a kill mark hits, as stored: <c>agent</c>, <c>role</c> or <c>all</c> (with an empty subject).</summary>
internal sealed record KillScope(string Name, string Subject, string Invalidates)
{
    public static KillScope Agent(string agentId) => new("agent", agentId, InvalidationSubjects.Agent(agentId));

    public static KillScope Role(string role) => new("role", role, InvalidationSubjects.Role(role));

    public static KillScope All { get; } = new("all", "", InvalidationSubjects.AllTokens);

    /// <param name="request">Validated: names exactly one of the three.</param>
    public static KillScope Of(KillSwitchRequest request) => request switch
    {
        { AgentId: { } agentId } => Agent(agentId),
        { Role: { } role } => Role(role),
        _ => All,
    };
}
