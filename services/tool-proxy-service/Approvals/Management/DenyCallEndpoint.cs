using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Approvals.Management;

internal static class DenyCallEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{approvalId}/deny", HandleAsync)
        .RequireAccess(AccessRole.Approver).WithName("DenyCall").Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);

    /// <summary>Denies this one call: one person is enough. The agent is told, with the reason; it may ask again when the request would have expired.</summary>
    internal static Task<Results<Ok<ApprovalResponse>, ProblemResult>> HandleAsync(
        string approvalId, [FromBody] DecideApprovalRequest request, ApprovalDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        desk.DecideAsync(approvalId, approves: false, request.Reason, Actor.Of(context), cancellationToken);
}
