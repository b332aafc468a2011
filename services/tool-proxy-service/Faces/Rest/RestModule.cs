namespace FourRunr.ToolProxy.Faces.Rest;

internal static class RestModule
{
    /// <summary>
    /// Open to the framework: the pipeline itself identifies the caller, so that calls without a valid credential are recorded too.
    /// The framework's own authentication and authorization are skipped.
    /// </summary>
    public static void MapRest(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().WithTags("Tools");
        group.ShortCircuit();
        CallToolEndpoint.Map(group);
        ListToolsEndpoint.Map(group);
    }
}
