using FourRunr.Contracts;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Identity;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Strangers;

/// <summary>
/// Requests of callers that nobody knows: each is counted; a few a second are on record one by one, the others as sums; and an
/// address with too many of them waits, before anything is done for it.
/// </summary>
internal sealed class StrangerCalls(
    FailureLimits limits,
    RefusalSums sums,
    StrangerMetrics metrics,
    KnownCredentials known,
    IHttpContextAccessor accessor,
    IOptions<StrangerOptions> options,
    TimeProvider clock)
{
    private const string NoSource = "unknown";

    /// <summary>So many of a short series are on record one by one.</summary>
    private const int FewAtOnce = 5;

    private readonly Lock _gate = new();
    private readonly long _epoch = clock.GetTimestamp();
    private TokenBucket _records = new(RateOf(options.Value), now: 0);
    private TokenBucket _lines = new(RateOf(options.Value), now: 0);

    /// <summary>Whether the caller has to wait. One whose credential was good before goes on, whoever else shares its address.</summary>
    /// <param name="credential">Null if there is none, or none that can be read.</param>
    public Refusal? Refuse(HttpContext context, CredentialPlace place, ReadOnlyMemory<char>? credential)
    {
        var wait = limits.WaitOf(CallerAddress.Of(context), place);
        if (wait == TimeSpan.Zero || (credential is { } shown && known.Contains(shown.Span)))
        {
            return null;
        }

        Count(context, GatewayErrors.TooManyFailures);
        return new Refusal(GatewayErrors.TooManyFailures) { RetryAfter = wait };
    }

    /// <summary>The request was answered 401: it counts against its address.</summary>
    public void Failed(HttpContext context, CredentialPlace place)
    {
        limits.Failed(CallerAddress.Of(context), place);
        var kind = context.Features.Get<ErrorKind>();
        if (!Stranger.IsCounted(context) && kind != GatewayErrors.AgentSuspended)
        {
            Count(context, kind?.Code ?? Stranger.RefusedBehind, StatusCodes.Status401Unauthorized);
        }
    }

    /// <summary>Counts a call that ended without its caller being known.</summary>
    /// <returns>Where it came from, if it is to be recorded by itself; null if it is in the sums.</returns>
    public string? Count(ToolCall call, ToolCallOutcome outcome)
    {
        var source = NoSource;
        if (accessor.HttpContext is { } context)
        {
            Stranger.MarkCounted(context);
            source = limits.NameOf(CallerAddress.Of(context));
        }

        metrics.Count(outcome.Code);
        if (Take(ref _records))
        {
            return source;
        }

        sums.Add(outcome.Code, outcome.Status, source, call.CorrelationId);
        return null;
    }

    /// <summary>Whether the log may have a line about a call of a stranger: as often as there may be a record.</summary>
    public bool MayLog() => Take(ref _lines);

    /// <summary>The record that was to be written could not be: the call is in the sums then.</summary>
    public void NotRecorded(ToolCall call, ToolCallOutcome outcome, string source) =>
        sums.Add(outcome.Code, outcome.Status, source, call.CorrelationId);

    private void Count(HttpContext context, ErrorKind kind) => Count(context, kind.Code, kind.Status);

    private void Count(HttpContext context, string reason, int status)
    {
        Stranger.MarkCounted(context);
        metrics.Count(reason);
        sums.Add(reason, status, limits.NameOf(CallerAddress.Of(context)), CorrelationId.Of(context));
    }

    private bool Take(ref TokenBucket few)
    {
        lock (_gate)
        {
            return options.Value.FullRecordsPerSecond > 0
                && few.Take(RateOf(options.Value), (long)clock.GetElapsedTime(_epoch).TotalMilliseconds).Allowed;
        }
    }

    private static RateLimit RateOf(StrangerOptions options)
    {
        var most = Math.Max(1, options.FullRecordsPerSecond);
        return new RateLimit(most, TimeSpan.FromSeconds(1), Math.Max(most, FewAtOnce));
    }
}
