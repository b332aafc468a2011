using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.CallRecords;

internal static class ListCallsEndpoint
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/calls", HandleAsync).WithName("ListCalls");

    /// <summary>Lists the calls of the gateway, refused ones too, newest first.</summary>
    /// <param name="agentId">Only this agent's.</param>
    /// <param name="tool">Only this tool's.</param>
    /// <param name="outcome">Only these: <c>ok</c>, <c>cancelled</c>, <c>unfinished</c> or an error code.</param>
    /// <param name="from">Only calls at or after this moment (RFC 3339).</param>
    /// <param name="to">Only calls before this moment (RFC 3339).</param>
    /// <param name="cursor">The <c>next_cursor</c> of the page before.</param>
    /// <param name="limit">1 to 200, default 50.</param>
    private static async Task<Results<Ok<Page<CallRecordResponse>>, ProblemResult>> HandleAsync(
        CallRecordStore store,
        [FromQuery(Name = "agent_id")] string? agentId,
        string? tool,
        string? outcome,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? cursor,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Invalid("limit", $"From 1 to {MaxLimit}.");
        }

        cursor = string.IsNullOrEmpty(cursor) ? null : cursor;
        if (cursor is not null && !cursor.StartsWith(GatewayId.Call, StringComparison.Ordinal))
        {
            return Invalid("cursor", "Not a cursor of this list.");
        }

        if (new[] { agentId, tool, outcome, cursor }.Any(text => text?.Contains('\0') == true))
        {
            return Invalid("query", "A value holds a NUL character.");
        }

        var found = await store.ListAsync(new CallFilter(agentId, tool, outcome, from, to), cursor, limit + 1, cancellationToken);
        return TypedResults.Ok(found.Count > limit
            ? new Page<CallRecordResponse>([.. found.Take(limit)], found[limit - 1].CallId)
            : new Page<CallRecordResponse>(found));
    }

    private static ProblemResult Invalid(string field, string message) => new(GatewayErrors.BodyInvalid, "A query parameter is not valid.")
    {
        Errors = new Dictionary<string, string[]> { [field] = [message] },
        HowToFix = "Correct the query parameters listed in 'errors'.",
    };
}
