using FourRunr.ToolProxy.McpServers.Admission;

namespace FourRunr.ToolProxy.McpServers.Management;

internal static class ListMcpServersEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("ListMcpServers");

    /// <summary>Lists the declared MCP servers, whether they answer, and how many of their tools wait for an operator.</summary>
    internal static async Task<Ok<McpServerListResponse>> HandleAsync(McpServerSet servers, PinStore pins, CancellationToken cancellationToken)
    {
        var all = (await pins.ListAsync(cancellationToken)).ToLookup(pin => pin.Server, StringComparer.Ordinal);
        return TypedResults.Ok(new McpServerListResponse([.. servers.All.Select(server => McpServerView.Summary(server, all[server.Tool]))]));
    }
}
