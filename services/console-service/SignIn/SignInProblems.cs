using FourRunr.Hosting.Errors;

namespace FourRunr.WebConsole.SignIn;

/// <summary>Why nobody could be asked whose key it is.</summary>
internal static class SignInProblems
{
    public static Problem NoKey(SignInEntry? entry)
    {
        var detail = entry?.Code is null ? "Give the operator key." : "The link was used before, or is older than 5 minutes.";
        return new ProblemResult(GatewayErrors.TokenMissing, detail) { HowToFix = "The terminal of the gateway says where the key is." }
            .ToProblem(Guid.CreateVersion7().ToString());
    }
}
