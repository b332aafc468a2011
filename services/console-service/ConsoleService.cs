using FourRunr.Hosting;
using FourRunr.WebConsole.Gateway;
using FourRunr.WebConsole.Layout;
using FourRunr.WebConsole.Protection;
using FourRunr.WebConsole.Sessions;

namespace FourRunr.WebConsole;

/// <summary>The composition of console-service: pages for operators, which do what they do through the front door's public routes.</summary>
public static class ConsoleService
{
    public const string Name = "console-service";

    /// <summary>Everything lies below this path, so that the front door can forward it.</summary>
    public const string Base = "/console";

    /// <param name="args">Command-line configuration, e.g. <c>--GATEWAY_CONSOLE_URL=http://127.0.0.1:8083</c>.</param>
    /// <param name="configure">Services of an embedding host: a test clock.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        // The assets lie beside the program, wherever it is started and whichever program it is.
        var (builder, _) = GatewayHost.CreatePlainBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ApplicationName = typeof(ConsoleService).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            },
            Name,
            settings => settings.ConsoleUrl,
            configure);
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddProtection();
        builder.Services.AddSessions();
        builder.Services.AddGatewayClient();
        builder.Services.AddLayout();

        var app = builder.Build();
        app.UsePageDefaults();
        app.UseProtection();
        app.UsePathBase(Base);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapPageDefaults();
        app.MapLayout();
        return app;
    }
}
