using FourRunr.Hosting.Paging;
using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.CallRecords;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Audit;

internal static class ListCallsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/calls", HandleAsync).WithName("ListCalls");

    /// <summary>
    /// Lists the calls of the gateway, refused ones too, newest first: all that this replica has answered, and of others what has
    /// arrived, which takes some tenths of a second.
    /// </summary>
    /// <param name="agentId">Only this agent's.</param>
    /// <param name="agent">Only those of the agent with this id or name; not together with <c>agent_id</c>.</param>
    /// <param name="tool">Only this tool's.</param>
    /// <param name="outcome">Only these: <c>ok</c>, <c>cancelled</c>, <c>unfinished</c> or an error code.</param>
    /// <param name="result">Only these: <c>denied</c> (refused with 4xx) or <c>failed</c> (5xx).</param>
    /// <param name="rule">Only calls that this rule decided (<c>deny http_fetch:head</c>), within at most 24 hours. Default: the last 24 hours.</param>
    /// <param name="correlationId">
    /// Only calls of the request with this <c>X-Correlation-Id</c>, within at most 24 hours. Default: the hour after the moment in the id, if it is
    /// a UUID of version 7, as the gateway makes them; the last 24 hours for any other id.
    /// </param>
    /// <param name="from">Only calls at or after this moment (RFC 3339, or a date).</param>
    /// <param name="to">Only calls before this moment (RFC 3339, or a date).</param>
    internal static async Task<Results<Ok<Page<CallRecordResponse>>, ProblemResult>> HandleAsync(
        ArchivedCalls calls,
        AuditShipper shipper,
        [FromQuery(Name = "agent_id")] string? agentId,
        string? agent,
        string? tool,
        [CallOutcome] string? outcome,
        [CallResult] string? result,
        string? rule,
        [FromQuery(Name = "correlation_id")] string? correlationId,
        DateTimeOffset? from,
        DateTimeOffset? to,
        [AsParameters] PageQuery page,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        if (agentId is not null && agent is not null)
        {
            return InvalidQuery.Refuse("agent", "Give agent or agent_id, not both.");
        }

        if ((correlationId ?? rule) is not null)
        {
            (from, to) = SearchRange.Of(correlationId, from, to, clock.GetUtcNow());
            if (to - from > SearchRange.Longest)
            {
                return InvalidQuery.Refuse(correlationId is null ? "rule" : "correlation_id", "is searched in at most 24 hours: narrow from and to");
            }
        }

        var isId = agent?.StartsWith(GatewayId.Agent, StringComparison.Ordinal) == true;
        var filter = new CallFilter(isId ? agent : agentId, isId ? null : agent, tool, outcome, CallResultAttribute.OutcomesOf(result), rule, correlationId, from, to);
        await shipper.CatchUpAsync(cancellationToken);
        var found = await calls.ListAsync(filter, page.Cursor, page.SizeToRead, cancellationToken);
        return TypedResults.Ok(page.Page(found, call => call, call => call.CallId));
    }
}
