using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Audit.Stream;

namespace FourRunr.ToolProxy.Approvals.Management;

internal static class StreamApprovalsEndpoint
{
    private const string ApprovalEvent = "approval";
    private const string HeartbeatEvent = "heartbeat";
    private const int MostWatched = 200;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>Keeps load balancers from closing a quiet stream.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>After this the client reconnects by itself, to any replica.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/stream", Handle).RequireAccess(AccessRole.Auditor).WithName("StreamApprovals")
        .Refuses(GatewayErrors.RateLimited).EndsWithCredential();

    /// <summary>
    /// Shows requests for approval as server-sent events: <c>approval</c> with each that waits (the newest 200) at the beginning, with each new one,
    /// and with one that was decided or has expired; <c>heartbeat</c> without data after 15 s without a change. Of all replicas, within a second. Ends
    /// after 5 minutes, and within 5 s of the end of its credential.
    /// </summary>
    internal static Results<ServerSentEventsResult<ApprovalResponse?>, ProblemResult> Handle(
        HttpContext context,
        ApprovalDesk desk,
        StreamLimiter limiter,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        if (limiter.TryTake(context.User.PrincipalId()) is not { } slot)
        {
            return StreamLimiter.TooMany(Heartbeat);
        }

        context.Response.RegisterForDispose(slot);
        return TypedResults.ServerSentEvents(EventsAsync(desk, clock, lifetime.ApplicationStopping, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<ApprovalResponse?>> EventsAsync(
        ApprovalDesk desk, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var (started, spoke) = (clock.GetTimestamp(), clock.GetTimestamp());
        var shown = new Dictionary<string, long>(StringComparer.Ordinal);
        while (clock.GetElapsedTime(started) < LongestStream)
        {
            foreach (var changed in await ChangesAsync(desk, shown, either.Token))
            {
                spoke = clock.GetTimestamp();
                yield return new SseItem<ApprovalResponse?>(changed, ApprovalEvent);
            }

            if (clock.GetElapsedTime(spoke) >= Heartbeat)
            {
                spoke = clock.GetTimestamp();
                yield return new SseItem<ApprovalResponse?>(null, HeartbeatEvent);
            }

            if (!await WaitsAsync(clock, either.Token))
            {
                yield break;
            }
        }
    }

    /// <param name="shown">The requests that wait, as far as they were shown, with their number of votes.</param>
    private static async Task<IReadOnlyList<ApprovalResponse>> ChangesAsync(ApprovalDesk desk, Dictionary<string, long> shown, CancellationToken cancellationToken)
    {
        try
        {
            var waiting = await desk.ListWaitingAsync(MostWatched, cancellationToken);
            // Decided or over; with very many newer ones it may still wait, and then is only not watched any more.
            var ended = shown.Keys.Except(waiting.Select(item => item.ApprovalId)).ToArray();
            var changed = new List<ApprovalResponse>();
            foreach (var id in ended.Concat(waiting.Reverse().Where(item => shown.GetValueOrDefault(item.ApprovalId, -1) != item.Votes).Select(item => item.ApprovalId)))
            {
                if (await desk.FindAsync(id, cancellationToken) is { } found && (found.State != ApprovalState.Pending || !ended.Contains(id)))
                {
                    changed.Add(found);
                }
            }

            shown.Clear();
            foreach (var (id, votes) in waiting)
            {
                shown[id] = votes;
            }

            return changed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        catch (StorageUnavailableException)
        {
            // The next look finds what has changed meanwhile.
            return [];
        }
    }

    private static async Task<bool> WaitsAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(LookInterval, clock, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
