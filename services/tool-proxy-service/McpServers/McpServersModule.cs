using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.McpServers.Management;

namespace FourRunr.ToolProxy.McpServers;

internal static class McpServersModule
{
    public static IServiceCollection AddMcpServers(this IServiceCollection services)
    {
        services.AddInstruments<McpServerMetrics>();
        services.AddSingleton<PinStore>();
        services.AddSingleton<McpServerClients>();
        services.AddSingleton<McpRequestState>();
        services.AddSingleton<McpToolDecisions>();
        services.AddSingleton<McpServerSet>();
        services.AddHostedService(provider => provider.GetRequiredService<McpServerSet>());
        return services;
    }

    public static void MapMcpServers(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/v1/admin/mcp-servers").WithTags("MCP servers");
        ListMcpServersEndpoint.Map(servers);
        GetMcpServerEndpoint.Map(servers);
        RefreshMcpServerEndpoint.Map(servers);
        DecideMcpToolsEndpoint.Map(servers);
    }
}
