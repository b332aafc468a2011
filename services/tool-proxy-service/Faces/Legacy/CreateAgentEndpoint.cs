namespace FourRunr.ToolProxy.Faces.Legacy;

internal static class CreateAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/create-agent", HandleAsync)
        .Produces<LegacyCreateAgentResponse>(StatusCodes.Status201Created).WithName("LegacyCreateAgent")
        .IdentifiesCaller(AccessRole.Admin).ReadsBody(typeof(LegacyCreateAgentRequest)).Refuses(GatewayErrors.AccessDenied);

    /// <summary>Registers an agent whose key the gateway makes; for existing clients. Needs the key of an operator with role admin as bearer.</summary>
    internal static async Task<IResult> HandleAsync(HttpContext context, AuthServiceAsCaller authService)
    {
        var (body, _, unreadable) = await LegacyBody.ReadAsync<LegacyCreateAgentRequest>(context.Request);
        if (body is null)
        {
            return unreadable!;
        }

        var (agent, refusal) = await authService.SendAsync<AgentResponse>(
            context, HttpMethod.Post, "/v1/agents", new CreateAgentRequest(body.Name, body.Role, body.CreatedBy));
        return agent is null
            ? refusal!
            : TypedResults.Json(
                new LegacyCreateAgentResponse(agent.AgentId, agent.PrivateKeyPem!), statusCode: StatusCodes.Status201Created);
    }
}
