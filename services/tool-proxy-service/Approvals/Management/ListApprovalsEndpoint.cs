using FourRunr.Hosting.Paging;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Approvals.Management;

internal static class ListApprovalsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("ListApprovals");

    /// <summary>Lists requests for approval, newest first.</summary>
    /// <param name="state">Only these: <c>pending</c>, <c>approved</c>, <c>denied</c>, <c>used</c> or <c>expired</c>.</param>
    /// <param name="agentId">Only this agent's.</param>
    internal static async Task<Results<Ok<Page<ApprovalResponse>>, ProblemResult>> HandleAsync(
        [ApprovalState] string? state,
        [FromQuery(Name = "agent_id")] string? agentId,
        [AsParameters] PageQuery page,
        ApprovalDesk desk,
        CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        ApprovalState? only = WireWords.TryParse<ApprovalState>(state, out var known) ? known : null;
        return TypedResults.Ok(await desk.ListAsync(new ApprovalFilter(agentId, only), page, cancellationToken));
    }
}
