using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.CallRecords;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Audit.Stream;

internal static class StreamCallsEndpoint
{
    private const string CallEvent = "call";
    private const string HeartbeatEvent = "heartbeat";
    private const string GapEvent = "gap";

    /// <summary>Keeps load balancers from closing a quiet stream.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>After this the client reconnects by itself, to any replica.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/admin/calls/stream", Handle).WithName("StreamCalls").EndsWithCredential();

    /// <summary>
    /// Shows calls as they are recorded, of all replicas, as server-sent events: <c>call</c> with the record as data, <c>heartbeat</c>
    /// without data at once and after 15 s without a call. A side effect is shown twice, before and after. An event's id is a position: who
    /// connects again with the last one as <c>Last-Event-ID</c>, as browsers do by themselves, at any replica, is shown what came since, at most
    /// the last 10,000 records; <c>gap</c> says where something is missing. Ends after 5 minutes, and within 5 s of the end of its credential.
    /// </summary>
    /// <param name="agentId">Only this agent's.</param>
    /// <param name="tool">Only this tool's.</param>
    /// <param name="outcome">Only these: <c>ok</c>, <c>cancelled</c>, <c>unfinished</c> or an error code.</param>
    /// <param name="lastEventId">The id of the last event that was seen.</param>
    internal static Results<ServerSentEventsResult<object?>, ProblemResult> Handle(
        HttpContext context,
        CallStream calls,
        StreamLimiter limiter,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        [FromQuery(Name = "agent_id")] string? agentId,
        string? tool,
        [CallOutcome] string? outcome,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        CancellationToken cancellationToken)
    {
        if (limiter.TryTake(context.User.PrincipalId()) is not { } slot)
        {
            return StreamLimiter.TooMany(Heartbeat);
        }

        context.Response.RegisterForDispose(slot);
        bool IsWanted(CallRecordResponse call) =>
            (agentId is null || call.AgentId == agentId) && (tool is null || call.Tool == tool) && (outcome is null || call.Outcome == outcome);
        var position = string.IsNullOrEmpty(lastEventId) ? null : lastEventId;
        return TypedResults.ServerSentEvents(EventsAsync(
            follow => calls.FollowAsync(position, Heartbeat, follow), IsWanted, clock, lifetime.ApplicationStopping, cancellationToken));
    }

    /// <param name="stopping">Ends the stream, so that a shutdown does not wait for it: the client goes on at another replica.</param>
    private static async IAsyncEnumerable<SseItem<object?>> EventsAsync(
        Func<CancellationToken, IAsyncEnumerable<StreamEvent>> follow,
        Func<CallRecordResponse, bool> isWanted,
        TimeProvider clock,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await using var events = follow(either.Token).GetAsyncEnumerator(either.Token);
        var started = clock.GetTimestamp();
        while (await MovesAsync(events, stopping))
        {
            var next = events.Current;
            var item = next switch
            {
                StreamEvent.Call { Record: var call } => isWanted(call) ? new SseItem<object?>(call, CallEvent) : (SseItem<object?>?)null,
                StreamEvent.Gap { Missing: var missing } => new SseItem<object?>(new CallStreamGap(missing), GapEvent),
                _ => new SseItem<object?>(null, HeartbeatEvent),
            };
            if (item is { } wanted)
            {
                yield return wanted with { EventId = next.Position };
            }

            if (clock.GetElapsedTime(started) >= LongestStream)
            {
                yield break;
            }
        }
    }

    private static async ValueTask<bool> MovesAsync(IAsyncEnumerator<StreamEvent> events, CancellationToken stopping)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
