using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Policies;

internal static class ListPoliciesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync);

    /// <summary>Lists policies, newest first: all, or those of one role, agent or tag.</summary>
    internal static async Task<Results<Ok<Page<PolicyResponse>>, ProblemResult>> HandleAsync(
        [FromQuery(Name = "role")] string? role,
        [FromQuery(Name = "agent_id")] string? agentId,
        [FromQuery(Name = "tag")] string? tag,
        [AsParameters] PageQuery page,
        PolicyStore store,
        CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        var policies = await store.ListAsync(role, agentId, tag, page.Cursor, page.SizeToRead, cancellationToken);
        return TypedResults.Ok(page.Page(policies, policy => policy.ToResponse(), policy => policy.PolicyId));
    }
}
