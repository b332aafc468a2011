using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers.Management;

internal static class RefreshMcpServerEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{tool}/refresh", HandleAsync).RequireAccess(AccessRole.Admin).WithName("RefreshMcpServer").Refuses(GatewayErrors.NotFound);

    /// <summary>Asks an MCP server for its list now, instead of within a minute.</summary>
    /// <param name="tool">E.g. <c>github</c>.</param>
    internal static async Task<Results<Ok<McpServerResponse>, ProblemResult>> HandleAsync(
        string tool, McpServerSet servers, PinStore pins, ToolCatalog catalog, CancellationToken cancellationToken)
    {
        if (servers.Find(tool) is not { } server)
        {
            return new ProblemResult(GatewayErrors.NotFound, "There is no such declared MCP server.");
        }

        await servers.RefreshAsync(server, cancellationToken);
        return TypedResults.Ok(McpServerView.Whole(server, await pins.ListAsync(tool, cancellationToken), catalog));
    }
}
