using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Decisions;

internal static class ListAllowedScopesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/scopes", HandleAsync).WithName("AllowedScopes");

    /// <summary>
    /// Lists every tool with the permissions that an agent's policies allow, for the scope of a new token. For the services of the gateway.
    /// </summary>
    internal static async Task<Ok<AllowedScopesResponse>> HandleAsync(
        [FromBody] AllowedScopesRequest request, EffectivePolicies policies, CatalogClient actions, CancellationToken cancellationToken)
    {
        var known = await actions.ListAsync(cancellationToken);
        var set = await policies.OfAsync(request.AgentId, request.Role, request.Tags, cancellationToken);
        var tools = known.GroupBy(action => action.Tool).Select(tool => new AllowedTool(tool.Key, PermissionsOf(tool)));
        return TypedResults.Ok(new AllowedScopesResponse([.. tools]));

        IReadOnlyList<string> PermissionsOf(IEnumerable<CatalogAction> tool) =>
        [
            .. tool.Where(action => set.MayAllow(action.Tool, action.Action))
                .Select(action => action.Permission).Distinct().Order(StringComparer.Ordinal),
        ];
    }
}
