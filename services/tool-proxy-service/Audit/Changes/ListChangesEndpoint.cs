using FourRunr.Hosting.Paging;
using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Shipping;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Audit.Changes;

internal static class ListChangesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/changes", HandleAsync).WithName("ListChanges");

    /// <summary>
    /// Lists what operators, and the gateway itself, changed, newest first. A change is in the list when a replica has taken it from the service that
    /// made it: usually at once, after an outage of one of them as soon as it is over.
    /// </summary>
    /// <param name="subjectKind">Only things of these kinds, with commas: <c>policy</c>, <c>agent,token</c>.</param>
    /// <param name="subject">Only what has this id (<c>agt_…</c>, a tool's name), or belongs to it, as a token does to its agent.</param>
    /// <param name="operatorId">Only those by this operator, e.g. <c>opr_…</c>, <c>bootstrap</c>, <c>system</c>.</param>
    /// <param name="action">Only this action, e.g. <c>policy.saved</c>.</param>
    /// <param name="from">Only changes at or after this moment (RFC 3339, or a date).</param>
    /// <param name="to">Only changes before this moment (RFC 3339, or a date).</param>
    internal static async Task<Results<Ok<Page<OperatorChangeResponse>>, ProblemResult>> HandleAsync(
        ArchivedChanges changes,
        ChangeCollector collector,
        AuditShipper shipper,
        [FromQuery(Name = "subject_kind")] string? subjectKind,
        string? subject,
        [FromQuery(Name = "operator")] string? operatorId,
        string? action,
        DateTimeOffset? from,
        DateTimeOffset? to,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        var kinds = subjectKind?.Split(',');
        if (kinds?.All(ChangeSubjects.All.Contains) == false)
        {
            return InvalidQuery.Refuse("subject_kind", $"must be one or more of {string.Join(", ", ChangeSubjects.All)}, with commas");
        }

        if (action is not null && !ChangeActions.All.Contains(action))
        {
            return InvalidQuery.Refuse("action", $"must be one of {string.Join(", ", ChangeActions.All)}");
        }

        await collector.CatchUpAsync(cancellationToken);
        await shipper.CatchUpAsync(cancellationToken);
        var found = await changes.ListAsync(
            new ChangeFilter(kinds, subject, operatorId, action, from, to), page.Cursor, page.SizeToRead, cancellationToken);
        return TypedResults.Ok(page.Page(found, change => change, change => change.ChangeId));
    }
}
