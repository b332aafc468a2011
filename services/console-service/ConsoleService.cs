using FourRunr.Hosting;
using FourRunr.WebConsole.Changes;
using FourRunr.WebConsole.Gateway;
using FourRunr.WebConsole.Layout;
using FourRunr.WebConsole.Protection;
using FourRunr.WebConsole.Sessions;
using FourRunr.WebConsole.SignIn;

namespace FourRunr.WebConsole;

/// <summary>The composition of console-service: pages for operators, which do what they do through the front door's public routes.</summary>
public static class ConsoleService
{
    public const string Name = "console-service";

    /// <summary>The path below which all its pages are.</summary>
    public const string Base = ConsolePath.Base;

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
        builder.Services.AddLayout();
        // After the framework's: it says who is signed in.
        builder.Services.AddSessions();
        builder.Services.AddGatewayClient();
        builder.Services.AddChanges();
        builder.Services.AddSignIn(builder.Configuration);

        var app = builder.Build();
        app.UsePageDefaults();
        app.UsePathBase(ConsolePath.Base);
        app.UseProtection();
        app.UseCookiePolicy();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapPageDefaults();
        app.MapSignIn();
        app.MapLayout();
        return app;
    }
}
