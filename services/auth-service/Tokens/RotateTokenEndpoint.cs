namespace FourRunr.Auth.Tokens;

internal static class RotateTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rotate", HandleAsync)
        .RequireAccess(AccessRole.Agent).Refuses(GatewayErrors.Conflict);

    /// <summary>Exchanges the bearer token for one with the same scopes and lifetime. The old one is refused after 30 seconds.</summary>
    internal static async Task<Results<Ok<TokenIssued>, ProblemResult>> HandleAsync(
        HttpRequest request, TokenIssuer issuer, CancellationToken cancellationToken)
    {
        var (presented, refusal) = BearerToken.Read(request);
        if (presented is not { } token)
        {
            return new ProblemResult(refusal!);
        }

        return await issuer.RotateAsync(token.ToString(), cancellationToken) switch
        {
            IssueOutcome.Issued issued => TypedResults.Ok(issued.Token),
            IssueOutcome.AgentSuspended => new ProblemResult(GatewayErrors.AgentSuspended),
            IssueOutcome.AlreadyRotated => new ProblemResult(GatewayErrors.Conflict, "This token was already rotated or revoked.")
            {
                HowToFix = "Use the token from the first rotation, or get a new one.",
            },
            _ => new ProblemResult(GatewayErrors.TokenRevoked),
        };
    }
}
