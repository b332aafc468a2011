using FourRunr.Hosting.Requests;

namespace FourRunr.Policy.Policies;

/// <summary>Turns policies and the outcomes of changes into HTTP responses.</summary>
internal static class PolicyResults
{
    public static ProblemResult NotFound() => new(GatewayErrors.NotFound, "There is no policy with this id.");

    public static ProblemResult Refusal(PolicyOutcome outcome) => outcome switch
    {
        PolicyOutcome.NotFound => NotFound(),
        PolicyOutcome.NameTaken => new ProblemResult(GatewayErrors.Conflict, "Another policy has this name.")
        {
            HowToFix = "Choose another name, or change the policy that has it.",
        },
        PolicyOutcome.VersionMismatch mismatch => new ProblemResult(
            GatewayErrors.PreconditionFailed, $"The policy is at version {mismatch.CurrentVersion}, which If-Match does not name."),
        PolicyOutcome.NoSuchVersion missing => new ProblemResult(GatewayErrors.NotFound, $"The policy has no version {missing.Version}.")
        {
            HowToFix = "GET /v1/policies/{id}/versions lists the versions.",
        },
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is not a refusal."),
    };

    /// <summary>The policy; sets its version as ETag.</summary>
    public static PolicyResponse Tagged(PolicyRow policy, HttpResponse response)
    {
        response.Headers.ETag = IfMatch.TagOf(policy.Version);
        return policy.ToResponse();
    }
}
