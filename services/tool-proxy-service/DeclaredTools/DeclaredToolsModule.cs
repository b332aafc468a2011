using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools;

internal static class DeclaredToolsModule
{
    public static void MapDeclaredTools(this IEndpointRouteBuilder routes)
    {
        // Made now: a tool that cannot be asked must stop the start.
        routes.ServiceProvider.GetRequiredService<ToolCatalog>();
    }
}
