using FourRunr.Auth.Agents;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Tokens;

internal static class IssueTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{agentId}/tokens", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);

    /// <summary>Issues a token for an agent. The token is only in this response.</summary>
    internal static async Task<Results<Created<TokenIssued>, ProblemResult>> HandleAsync(
        string agentId, [FromBody] IssueTokenRequest request, HttpContext context, TokenIssuer issuer, TimeProvider clock, CancellationToken cancellationToken)
    {
        var expiresAt = request.ExpiresAt is { } end
            ? TokenLife.End(end)
            : TokenLife.End(clock.GetUtcNow(), request.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : TokenLife.Standard);
        var outcome = await issuer.IssueAsync(
            agentId, [.. request.Tools.Distinct()], [.. request.Permissions.Distinct()], expiresAt, new TokenRequester.Operator(Actor.Of(context)), cancellationToken);
        return outcome switch
        {
            IssueOutcome.Issued issued => TypedResults.Created($"/v1/agents/{agentId}/tokens", issued.Token),
            IssueOutcome.AgentSuspended => AgentProblems.Suspended(),
            _ => AgentProblems.Unknown(),
        };
    }
}
