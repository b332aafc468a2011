using MudBlazor.Services;

namespace FourRunr.WebConsole.Layout;

/// <summary>The frame of all pages.</summary>
internal static class LayoutModule
{
    /// <summary>Bytes of one message of a page: documents of policies and tools may be long.</summary>
    private const int LongestMessage = 2 * 1024 * 1024;

    public static void AddLayout(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessage);
        services.AddMudServices();
        services.AddScoped<Shown.ViewerClock>();
    }

    public static void MapLayout(this IEndpointRouteBuilder routes)
    {
        // Which program runs this one does not matter: the list of assets lies beside it under the console's name.
        routes.MapStaticAssets($"{typeof(LayoutModule).Assembly.GetName().Name}.staticwebassets.endpoints.json").AllowAnonymous();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null).RequireAuthorization();
    }
}
