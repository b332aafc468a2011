namespace FourRunr.ToolProxy.Tools;

internal static class ListCatalogEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/catalog", Handle).WithName("ListCatalog").WithTags("Tools").RequireAccess(AccessRole.Service);

    /// <summary>Lists every action that there is, whoever may call it. For services of the gateway.</summary>
    internal static Ok<ToolCatalogResponse> Handle(ToolCatalog catalog, EndpointActions endpoints) => TypedResults.Ok(new ToolCatalogResponse(
        [.. catalog.Actions.Concat(endpoints.Actions).Select(action => new CatalogAction(action.Tool, action.Name, action.Permission)).Distinct()]));
}
