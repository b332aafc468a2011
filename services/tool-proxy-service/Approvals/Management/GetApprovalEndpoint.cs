namespace FourRunr.ToolProxy.Approvals.Management;

internal static class GetApprovalEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{approvalId}", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("GetApproval").Refuses(GatewayErrors.NotFound);

    /// <summary>Returns a request for approval with the exact call, who asks for it, and what people said.</summary>
    internal static async Task<Results<Ok<ApprovalResponse>, ProblemResult>> HandleAsync(
        string approvalId, ApprovalDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(approvalId, cancellationToken) is { } found ? TypedResults.Ok(found) : ApprovalProblems.Unknown();
}
