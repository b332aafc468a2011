namespace FourRunr.ToolProxy.Faces.Legacy;

internal static class GenerateTokenEndpoint
{
    private const int LongestAgentId = 128;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/generate-token", HandleAsync)
        .Produces<LegacyGenerateTokenResponse>(StatusCodes.Status201Created).WithName("LegacyGenerateToken")
        .IdentifiesCaller(AccessRole.Admin).ReadsBody(typeof(LegacyGenerateTokenRequest))
        .Refuses(GatewayErrors.AccessDenied, GatewayErrors.NotFound, GatewayErrors.Conflict);

    /// <summary>Issues a token for an agent; for existing clients. Needs the key of an operator with role admin as bearer.</summary>
    internal static async Task<IResult> HandleAsync(HttpContext context, AuthServiceAsCaller authService)
    {
        var (body, _, unreadable) = await LegacyBody.ReadAsync<LegacyGenerateTokenRequest>(context.Request);
        if (body is null)
        {
            return unreadable!;
        }

        if (!IsSegment(body.AgentId))
        {
            return new LegacyErrorResult(new ProblemResult(GatewayErrors.NotFound, "There is no agent with this id."));
        }

        // The name is read first, so that an issued token always reaches the caller.
        var path = $"/v1/agents/{Uri.EscapeDataString(body.AgentId)}";
        var (agent, unknown) = await authService.SendAsync<AgentResponse>(context, HttpMethod.Get, path);
        if (agent is null)
        {
            return unknown!;
        }

        var (issued, refusal) = await authService.SendAsync<TokenIssued>(
            context, HttpMethod.Post, $"{path}/tokens", new IssueTokenRequest(body.Tools, body.Permissions, ExpiresAt: body.ExpiresAt));
        return issued is null
            ? refusal!
            : TypedResults.Json(
                new LegacyGenerateTokenResponse(issued.Token, issued.TokenId, issued.ExpiresAt, agent.Name),
                statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Whether the id is a single path segment: an empty id or dots would lead to another address.</summary>
    private static bool IsSegment(string agentId) => agentId.Length <= LongestAgentId && agentId.Trim('.').Length > 0;
}
