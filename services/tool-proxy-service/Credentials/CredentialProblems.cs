namespace FourRunr.ToolProxy.Credentials;

internal static class CredentialProblems
{
    public static Results<Ok<CredentialResponse>, ProblemResult> ToResult(this CredentialChange change) =>
        change is CredentialChange.Done { Row: var row } ? TypedResults.Ok(row.ToResponse()) : change.ToProblem();

    public static ProblemResult ToProblem(this CredentialChange change) => ((CredentialChange.Refused)change).Failure.ToProblem();

    public static ProblemResult ToProblem(this CredentialFailure failure) => failure switch
    {
        CredentialFailure.NothingBefore => new ProblemResult(GatewayErrors.Conflict, "No other version was active before.")
        {
            HowToFix = "Activate a version by its number, or store a new one.",
        },
        CredentialFailure.InUse => new ProblemResult(GatewayErrors.Conflict, "This version is in use.")
        {
            HowToFix = "Activate another version, roll back or deactivate; then delete it.",
        },
        CredentialFailure.TooMany => new ProblemResult(GatewayErrors.Conflict, $"The tool has {CredentialStore.MostVersions} versions, the most it may have.")
        {
            HowToFix = "Delete versions that are not needed any more.",
        },
        _ => new ProblemResult(GatewayErrors.NotFound, "There is no such credential."),
    };
}
