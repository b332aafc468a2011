using FourRunr.Hosting;
using FourRunr.Hosting.Health;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Persistence;

namespace FourRunr.Auth;

/// <summary>The composition of auth-service: which features it has, nothing else.</summary>
public static class AuthService
{
    /// <param name="args">Command-line configuration, e.g. <c>--GATEWAY_DATA_DIR=.data</c>.</param>
    /// <param name="configure">Services of an embedding host: a shared invalidation channel, a test clock.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = GatewayHost.CreateBuilder(args, settings => settings.AuthUrl, configure);
        builder.Services.AddOpenApi(options => OpenApiDefaults.Describe(options, "4Runr auth-service"));
        builder.Services.AddDatabase("auth", typeof(AuthService).Assembly);
        builder.Services.AddDatabaseReadiness(essential: true);
        
        var app = builder.Build();
        app.UseGatewayDefaults();
        return app.Seal();
    }
}
