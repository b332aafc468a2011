using FourRunr.Auth.ClientGrants;

namespace FourRunr.Auth.SignIn;

internal static class DeleteAgentClientEndpoint
{
    // A client id is a URL as a rule: it goes over several segments, or has its slashes escaped, which the server leaves as they are.
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{agentId}/clients/{**clientId}", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>
    /// Ends what operators have consented to for a client and an agent: its refresh tokens, access tokens and codes. The client has to ask an
    /// operator again. <c>clientId</c> is the client's id, percent-encoded. 404 when there is no such agent or nothing to end.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string agentId, string clientId, HttpContext context, ClientGrantRevoker revoker, CancellationToken cancellationToken) =>
        await revoker.RevokeClientAsync(agentId, clientId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), Actor.Of(context), cancellationToken)
            ? TypedResults.NoContent()
            : new ProblemResult(GatewayErrors.NotFound, "This client has no consent to act as this agent.")
            {
                HowToFix = "GET /v1/agents/{id}/clients lists the clients that have. Percent-encode the id.",
            };
}
