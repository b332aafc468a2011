namespace FourRunr.Auth.Agents;

internal static class AgentProblems
{
    public static ProblemResult Unknown() => new(GatewayErrors.NotFound, "There is no agent with this id.");

    public static ProblemResult Suspended() => new(GatewayErrors.Conflict, "The agent is suspended and can get no tokens.")
    {
        HowToFix = "Activate the agent: PATCH /v1/agents/{id} with {\"status\":\"active\"}.",
    };
}
