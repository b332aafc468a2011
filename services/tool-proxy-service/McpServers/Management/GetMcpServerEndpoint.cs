using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers.Management;

internal static class GetMcpServerEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{tool}", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("GetMcpServer").Refuses(GatewayErrors.NotFound);

    /// <summary>Shows a declared MCP server with all its tools: as they are seen, and as they were approved.</summary>
    /// <param name="tool">E.g. <c>github</c>.</param>
    internal static async Task<Results<Ok<McpServerResponse>, ProblemResult>> HandleAsync(
        string tool, McpServerSet servers, PinStore pins, ToolCatalog catalog, CancellationToken cancellationToken) =>
        servers.Find(tool) is { } server
            ? TypedResults.Ok(McpServerView.Whole(server, await pins.ListAsync(tool, cancellationToken), catalog))
            : new ProblemResult(GatewayErrors.NotFound, "There is no such declared MCP server.");
}
