using FourRunr.Auth.Agents;
using FourRunr.Auth.Clients;
using FourRunr.Auth.Housekeeping;
using FourRunr.Auth.Introspection;
using FourRunr.Auth.KeyRing;
using FourRunr.Auth.OAuth;
using FourRunr.Auth.OpenIdConnect;
using FourRunr.Auth.Operators;
using FourRunr.Auth.Revocations;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.SignIn;
using FourRunr.Auth.Telemetry;
using FourRunr.Auth.Tokens;
using FourRunr.Hosting.Health;
using FourRunr.Hosting.Persistence;
using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.Auth;

/// <summary>The composition of auth-service: which features it has, nothing else.</summary>
public static class AuthService
{
    /// <param name="args">Command-line configuration, e.g. <c>--GATEWAY_DATA_DIR=.data</c>.</param>
    /// <param name="configure">Services of an embedding host: a shared invalidation channel, a test clock.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = GatewayHost.CreateBuilder(args, DependencyModule.AuthService, settings => settings.AuthUrl, configure);
        builder.Services.AddOpenApi(options => OpenApiDefaults.Describe(options, "4Runr auth-service"));
        builder.Services.AddDatabase("auth", typeof(AuthService).Assembly);
        builder.Services.AddDatabaseReadiness(essential: true);
        builder.Services.AddChanges(DependencyModule.AuthService);
        builder.Services.AddInstruments<AuthMetrics>();
        builder.Services.AddSecurityEvents();
        builder.Services.AddKeyRing();
        builder.Services.AddAgents();
        builder.Services.AddTokens();
        builder.Services.AddRevocations();
        builder.Services.AddOperators();
        builder.Services.AddOidcOperators(builder.Configuration);
        builder.Services.AddIntrospection();
        builder.Services.AddOAuth();
        builder.Services.AddClients(builder.Configuration);
        builder.Services.AddSignIn();
        builder.Services.AddHousekeeping();

        var app = builder.Build();
        app.UseGatewayDefaults();
        app.MapAgents();
        app.MapTokens();
        app.MapRevocations();
        app.MapOperators();
        app.MapIntrospection();
        app.MapOAuth();
        app.MapClients();
        app.MapSignIn();
        app.MapKeyRing();
        app.MapSecurityEvents();
        app.MapChanges();
        return app.CheckEndpoints();
    }
}
