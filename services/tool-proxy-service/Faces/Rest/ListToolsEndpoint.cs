using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Rest;

internal static class ListToolsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/tools", HandleAsync).WithName("ListTools")
        .IdentifiesCaller(AccessRole.Agent).Refuses(GatewayErrors.RateLimited).ReadsHeaders(CallDescription.IntentHeader);

    /// <summary>Lists what this token may call, with the JSON Schema of the parameters.</summary>
    internal static async Task<Results<Ok<ToolListResponse>, ProblemResult>> HandleAsync(
        HttpContext context, AgentIdentifier agents, CallableActions callable, CancellationToken cancellationToken)
    {
        var (token, missing) = BearerToken.Read(context.Request);
        if (!(await agents.IdentifyAsync(new Credential(token, missing), cancellationToken)).TryGet(out var agent, out var refusal))
        {
            return refusal.ToProblem();
        }

        if (QueryParameters.OfSignature(context.GetEndpoint())?.Check(context.Request) is { } unknown)
        {
            return unknown;
        }

        return (await callable.ListAsync(agent, Intent.Of(context.Request), tool: null, cancellationToken)).TryGet(out var actions, out refusal)
            ? TypedResults.Ok(new ToolListResponse([.. actions.Select(callable => ToResponse(callable.Action))]))
            : refusal.ToProblem();
    }

    private static ToolActionResponse ToResponse(ToolAction action) =>
        new(action.Tool, action.Name, action.Permission, action.Description, action.ParametersSchema);
}
