using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Audit.Shipping;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Audit.Spend;

internal static class GetSpendEndpoint
{
    private static readonly TimeSpan UsualRange = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/spend", HandleAsync).WithName("GetSpend");

    /// <summary>
    /// What calls cost, added up from their records: costs of calls that ended, and what is held for calls without an end. It includes all that
    /// this replica has answered, and of others what has arrived, which takes some tenths of a second.
    /// </summary>
    /// <param name="groupBy">
    /// One to three of <c>agent</c>, <c>role</c>, <c>tag</c>, <c>model</c>, <c>provider</c>, <c>tool</c>, <c>day</c> (of UTC), with commas.
    /// Default <c>agent</c>.
    /// </param>
    /// <param name="agentId">Only this agent's.</param>
    /// <param name="from">Only calls at or after this moment (RFC 3339, or a date). Default: 30 days before <c>to</c>.</param>
    /// <param name="to">Only calls before this moment (RFC 3339, or a date). Default: now.</param>
    internal static async Task<Results<Ok<SpendReportResponse>, ProblemResult>> HandleAsync(
        SpendReport report,
        AuditShipper shipper,
        TimeProvider clock,
        [FromQuery(Name = "group_by")] string? groupBy,
        [FromQuery(Name = "agent_id")] string? agentId,
        DateTimeOffset? from,
        DateTimeOffset? to,
        CancellationToken cancellationToken)
    {
        if (SpendGroup.Read(groupBy ?? SpendGroup.Usual) is not { } groups)
        {
            return InvalidQuery.Refuse("group_by", $"must be one to three of {string.Join(", ", SpendGroup.Names)}, each once, with commas");
        }

        var until = to ?? clock.GetUtcNow();
        var since = from ?? until - UsualRange;
        if (since > until)
        {
            return InvalidQuery.Refuse("from", "must not be after 'to'");
        }

        await shipper.CatchUpAsync(cancellationToken);
        return TypedResults.Ok(await report.MakeAsync(groups, agentId, since, until, cancellationToken));
    }
}
