using System.Security.Claims;

namespace FourRunr.ToolProxy.Approvals.Management;

internal static class GetOwnApprovalEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/approvals/{approvalId}", HandleAsync)
        .RequireAccess(AccessRole.Agent).WithTags("Approvals").WithName("GetOwnApproval").Refuses(GatewayErrors.NotFound);

    /// <summary>Says how far a request for approval of the agent's own call is. Another agent's is not found.</summary>
    internal static async Task<Results<Ok<ApprovalStatusResponse>, ProblemResult>> HandleAsync(
        string approvalId, ApprovalDesk desk, ClaimsPrincipal agent, CancellationToken cancellationToken) =>
        await desk.FindOwnAsync(approvalId, agent.PrincipalId(), cancellationToken) is { } own ? TypedResults.Ok(own) : ApprovalProblems.Unknown();
}
