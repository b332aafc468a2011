using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Approvals.Management;

internal static class ApproveCallEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{approvalId}/approve", HandleAsync)
        .RequireAccess(AccessRole.Approver).WithName("ApproveCall").Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);

    /// <summary>
    /// Approves this one call. With the last approval that is needed the agent may make it once, within the time that the policy gives. The same
    /// person counts once.
    /// </summary>
    internal static Task<Results<Ok<ApprovalResponse>, ProblemResult>> HandleAsync(
        string approvalId, [FromBody] DecideApprovalRequest request, ApprovalDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        desk.DecideAsync(approvalId, approves: true, request.Reason, Actor.Of(context), cancellationToken);
}
