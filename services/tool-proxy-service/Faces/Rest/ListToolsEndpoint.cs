using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.ToolProxy.Faces.Rest;

internal static class ListToolsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/tools", HandleAsync).WithName("ListTools")
        .IdentifiesCaller(AccessRole.Agent).Refuses(GatewayErrors.RateLimited).ReadsHeaders(CallDescription.IntentHeader);

    /// <summary>Lists what this token may call, with the JSON Schema of the parameters.</summary>
    internal static async Task<Results<Ok<ToolListResponse>, ProblemResult>> HandleAsync(
        HttpContext context, AgentIdentifier agents, CallAuthorizer authorizer, ICallLimiter limiter, ToolCatalog catalog, CancellationToken cancellationToken)
    {
        var (token, missing) = BearerToken.Read(context.Request);
        if (!(await agents.IdentifyAsync(new Credential(token, missing), cancellationToken)).TryGet(out var agent, out var refusal))
        {
            return refusal.ToProblem();
        }

        if (QueryParameters.None.Check(context.Request) is { } unknown)
        {
            return unknown;
        }

        // A list needs a decision for every action, so it takes a rate permit.
        var (bucket, limit) = RateBucket.OfUnasked(agent);
        var taken = await limiter.TakeAsync(new LimitRequest(bucket, limit, Quotas: []), cancellationToken);
        if (!taken.Allowed)
        {
            return LimitRefusal.Of(limit, taken).ToProblem();
        }

        var intent = Intent.Of(context.Request);
        var verdicts = await Task.WhenAll(
            catalog.Actions.Select(action => authorizer.DecideAsync(agent, action, intent, cancellationToken).AsTask()));
        return TypedResults.Ok(new ToolListResponse(
        [
            .. catalog.Actions.Zip(verdicts)
                .Where(pair => pair.Second is Verdict.Allowed)
                .Select(pair => ToResponse(pair.First)),
        ]));
    }

    private static ToolActionResponse ToResponse(ToolAction action) =>
        new(action.Tool, action.Name, action.Permission, action.Description, action.ParametersSchema);
}
