using FourRunr.Hosting.Health;
using FourRunr.Hosting.Identity;
using FourRunr.Hosting.Persistence;
using FourRunr.Hosting.Resilience;
using FourRunr.Policy.Apply;
using FourRunr.Policy.Decisions;
using FourRunr.Policy.DefaultPolicies;
using FourRunr.Policy.Policies;
using FourRunr.Policy.Schema;
using FourRunr.Policy.Simulations;
using FourRunr.Policy.TestRuns;

namespace FourRunr.Policy;

/// <summary>The composition of policy-service: which features it has, nothing else.</summary>
public static class PolicyService
{
    /// <param name="args">Command-line configuration, e.g. <c>--GATEWAY_DATA_DIR=.data</c>.</param>
    /// <param name="configure">Services of an embedding host: a shared invalidation channel, a test clock.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = GatewayHost.CreateBuilder(args, DependencyModule.PolicyService, settings => settings.PolicyUrl, configure);
        builder.Services.AddOpenApi(options => OpenApiDefaults.Describe(options, "4Runr policy-service"));
        builder.Services.AddDatabase("policy", typeof(PolicyService).Assembly);
        builder.Services.AddDatabaseReadiness(essential: true);
        builder.Services.AddChanges(DependencyModule.PolicyService);
        builder.Services.AddRemoteIdentity();
        // Not essential: decisions work without auth-service, only operators cannot be identified.
        builder.Services.AddDependencyReadiness(DependencyModule.AuthService, essential: false, DependencyReadiness.ProbeIntrospection);
        builder.Services.AddDependency(DependencyModule.ToolProxy, settings => settings.ProxyUrl, DependencyPipeline.BuildForManagement);
        builder.Services.AddPolicies();
        builder.Services.AddDefaultPolicies();
        builder.Services.AddDecisions();
        builder.Services.AddApply();
        builder.Services.AddSimulations();

        var app = builder.Build();
        app.UseGatewayDefaults();
        app.MapPolicies();
        GetPolicySchemaEndpoint.Map(app);
        app.MapApply();
        app.MapTestRuns();
        app.MapSimulations();
        app.MapDecisions();
        app.MapChanges();
        return app.CheckEndpoints();
    }
}
