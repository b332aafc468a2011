namespace FourRunr.ToolProxy.Approvals.Management;

/// <summary>Refusals of the routes of approvals.</summary>
internal static class ApprovalProblems
{
    public static ProblemResult Unknown() => new(GatewayErrors.NotFound, "There is no request for approval with this id.");

    public static ProblemResult ReasonMissing() => new(GatewayErrors.ParamsInvalid, "The policy wants to know why.")
    {
        Errors = new Dictionary<string, string[]> { ["reason"] = ["is required for this call"] },
    };

    /// <param name="own">What the same person said before.</param>
    public static ProblemResult IsOver(ApprovalState state, ApprovalVote? own) => new(
        GatewayErrors.Conflict,
        own is not null ? $"You have {(own.Approves ? "approved" : "denied")} this call already." : $"This call is {state.ToWire()}: nobody can decide on it any more.")
    {
        HowToFix = own is null ? "If the agent still wants it, it repeats the call, which asks again." : "A decision cannot be taken back. To stop the agent, suspend it.",
    };
}
