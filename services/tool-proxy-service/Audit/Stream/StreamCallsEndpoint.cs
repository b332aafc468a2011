using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using FourRunr.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Audit.Stream;

internal static class StreamCallsEndpoint
{
    private const string CallEvent = "call";
    private const string HeartbeatEvent = "heartbeat";

    /// <summary>So that no balancer takes a quiet stream for a dead one.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Then the client connects anew, by itself, and shows its key again: one that was revoked sees no more.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/calls/stream", Handle).WithName("StreamCalls");

    /// <summary>
    /// Shows calls as they are recorded, of all replicas, as server-sent events: <c>call</c> with the record as data and the call's
    /// id as event id, <c>heartbeat</c> without data at once and after 15 s without a call. A side effect is told twice, before and after. For a look at
    /// what happens now; what happened before, and between two connections, tells the list of calls. Ends after 5 minutes.
    /// </summary>
    /// <param name="agentId">Only this agent's.</param>
    /// <param name="tool">Only this tool's.</param>
    /// <param name="outcome">Only these: <c>ok</c>, <c>cancelled</c>, <c>unfinished</c> or an error code.</param>
    internal static ServerSentEventsResult<CallRecordResponse?> Handle(
        CallStream calls,
        TimeProvider clock,
        [FromQuery(Name = "agent_id")] string? agentId,
        string? tool,
        string? outcome,
        CancellationToken cancellationToken)
    {
        bool IsWanted(CallRecordResponse call) =>
            (agentId is null || call.AgentId == agentId) && (tool is null || call.Tool == tool) && (outcome is null || call.Outcome == outcome);
        return TypedResults.ServerSentEvents(EventsAsync(calls, IsWanted, clock, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<CallRecordResponse?>> EventsAsync(
        CallStream calls, Func<CallRecordResponse, bool> isWanted, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        // The answer begins to leave with its first event.
        yield return new SseItem<CallRecordResponse?>(null, HeartbeatEvent);
        await foreach (var call in calls.FollowAsync(Heartbeat, cancellationToken))
        {
            if (call is null)
            {
                yield return new SseItem<CallRecordResponse?>(null, HeartbeatEvent);
            }
            else if (isWanted(call))
            {
                yield return new SseItem<CallRecordResponse?>(call, CallEvent) { EventId = call.CallId };
            }

            if (clock.GetElapsedTime(started) >= LongestStream)
            {
                yield break;
            }
        }
    }
}
