namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>The Model Context Protocol, revisions 2026-07-28 and 2025-11-25 and earlier ones over streamable HTTP.</summary>
internal static class McpModule
{
    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        services.AddSingleton<McpOrigins>();
        services.AddSingleton<McpToolNames>();
        services.AddSingleton<RunningMcpCalls>();
        services.AddSingleton<McpCallRunner>();
        services.AddSingleton<McpCall>();
        services.AddSingleton<McpListener>();
        services.AddSingleton<McpHandler>();
        return services;
    }

    /// <summary>Open to the framework, as calls of <c>/v1</c> are: the pipeline identifies the caller. JSON-RPC is not described by OpenAPI.</summary>
    public static void MapMcp(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        group.ShortCircuit();
        McpEndpoints.Map(group);
        if (routes.ServiceProvider.GetRequiredService<GatewaySettings>().OffersSignIn)
        {
            GetProtectedResourceEndpoint.Map(routes);
        }
    }
}
