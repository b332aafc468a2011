using FourRunr.Hosting.Identity;
using FourRunr.Hosting.Persistence;
using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Approvals;
using FourRunr.ToolProxy.Audit;
using FourRunr.ToolProxy.Browsers;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.BuiltInTools;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.DeclaredTools;
using FourRunr.ToolProxy.Faces.Legacy;
using FourRunr.ToolProxy.Faces.Mcp;
using FourRunr.ToolProxy.Faces.Models;
using FourRunr.ToolProxy.Faces.Rest;
using FourRunr.ToolProxy.Forwarding;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.McpServers;
using FourRunr.ToolProxy.Models;
using FourRunr.ToolProxy.OpenApi;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Prices;
using FourRunr.ToolProxy.Readiness;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.Unauthenticated;

namespace FourRunr.ToolProxy;

/// <summary>The composition of tool-proxy-service: which features it has, nothing else.</summary>
public static class ToolProxyService
{
    /// <param name="args">Command-line configuration, e.g. <c>--GATEWAY_DATA_DIR=.data</c>.</param>
    /// <param name="configure">Services of an embedding host: a shared invalidation channel, a test clock.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = GatewayHost.CreateBuilder(args, DependencyModule.ToolProxy, settings => settings.ProxyUrl, configure);
        builder.Services.AddOpenApi(options => OpenApiDefaults.Describe(options, "4Runr Gateway"));
        builder.Services.AddDatabase("proxy", typeof(ToolProxyService).Assembly);
        builder.Services.AddChanges(DependencyModule.ToolProxy);
        builder.Services.AddRemoteIdentity();
        builder.Services.AddDecisions();
        builder.Services.AddConstraints();
        builder.Services.AddOutbound(builder.Configuration);
        builder.Services.AddCredentials(builder.Configuration);
        builder.Services.AddBuiltInTools(builder.Configuration);
        builder.Services.AddDeclaredTools();
        builder.Services.AddMcpServers();
        builder.Services.AddPrices();
        builder.Services.AddModels();
        builder.Services.AddResilience();
        builder.Services.AddChaos();
        builder.Services.AddLimits(builder.Configuration);
        builder.Services.AddBudgets(builder.Configuration);
        builder.Services.AddAudit();
        builder.Services.AddUnauthenticatedCalls(builder.Configuration);
        builder.Services.AddIdempotency();
        builder.Services.AddApprovals();
        builder.Services.AddCallPipeline(builder.Configuration, builder.Environment);
        builder.Services.AddForwarding();
        builder.Services.AddFrontDoorDocument();
        builder.Services.AddMcp();
        builder.Services.AddModelFace();
        builder.Services.AddLegacyApi();
        builder.Services.AddBrowsers(builder.Configuration);
        builder.Services.AddProxyReadiness();

        var app = builder.Build();
        app.UseGatewayDefaults(beforeRouting: edge =>
        {
            edge.UseBrowsers();
            edge.UseUnauthenticatedCalls();
        });
        app.MapCatalog();
        app.MapRest();
        app.MapAudit();
        app.MapResilience();
        app.MapChaos();
        app.MapCredentials();
        app.MapDeclaredTools();
        app.MapMcpServers();
        app.MapPrices();
        app.MapBudgets();
        app.MapApprovals();
        app.MapForwarding();
        app.MapMcp();
        app.MapModelFace();
        app.MapLegacyApi();
        app.MapBrowsers();
        return app.CheckEndpoints();
    }
}
