using FourRunr.Hosting.Background;
using FourRunr.ToolProxy.DeclaredTools.Catalog;
using FourRunr.ToolProxy.DeclaredTools.Import;
using FourRunr.ToolProxy.DeclaredTools.Management;

namespace FourRunr.ToolProxy.DeclaredTools;

internal static class DeclaredToolsModule
{
    public static IServiceCollection AddDeclaredTools(this IServiceCollection services)
    {
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton<DeclaredToolSet>();
        services.AddSingleton<DeclaredToolEditor>();
        services.AddRefresher<DeclaredToolSet>(InvalidationSubjects.Tools, "declared tools", (tools, token) => tools.RefreshAsync(token));
        return services;
    }

    public static void MapDeclaredTools(this IEndpointRouteBuilder routes)
    {
        // Created now, so that a file that is not valid stops the start.
        routes.ServiceProvider.GetRequiredService<DeclaredToolSet>();
        var tools = routes.MapGroup("/v1/admin/tools").WithTags("Declared tools");
        ListDeclaredToolsEndpoint.Map(tools);
        GetDeclaredToolEndpoint.Map(tools);
        CreateDeclaredToolEndpoint.Map(tools);
        PutDeclaredToolEndpoint.Map(tools);
        DeleteDeclaredToolEndpoint.Map(tools);
        ImportToolEndpoint.Map(tools);
    }
}
