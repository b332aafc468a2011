using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.McpServers.Management;

internal static class DecideMcpToolsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{tool}/approve", ApproveAsync).RequireAccess(AccessRole.Admin).WithName("ApproveMcpTools").Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);
        routes.MapPost("/{tool}/reject", RejectAsync).RequireAccess(AccessRole.Admin).WithName("RejectMcpTools").Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);
    }

    /// <summary>Approves tools of an MCP server as they are now: agents may be told of them and call them.</summary>
    /// <param name="tool">E.g. <c>github</c>.</param>
    internal static Task<Results<Ok<McpServerResponse>, ProblemResult>> ApproveAsync(
        string tool, [FromBody] McpToolDecisionRequest request, HttpContext context, McpToolDecisions decisions, CancellationToken cancellationToken) =>
        decisions.DecideAsync(tool, request, approve: true, Actor.Of(context), cancellationToken);

    /// <summary>Rejects tools of an MCP server as they are now: they are neither offered nor called until they are approved.</summary>
    /// <param name="tool">E.g. <c>github</c>.</param>
    internal static Task<Results<Ok<McpServerResponse>, ProblemResult>> RejectAsync(
        string tool, [FromBody] McpToolDecisionRequest request, HttpContext context, McpToolDecisions decisions, CancellationToken cancellationToken) =>
        decisions.DecideAsync(tool, request, approve: false, Actor.Of(context), cancellationToken);
}
