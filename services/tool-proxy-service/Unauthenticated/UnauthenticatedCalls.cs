using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Identity;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Requests without a valid credential: each is counted. A few each second are recorded one by one, the others as sums. An address
/// with too many of them must wait, before anything is done for it.
/// </summary>
internal sealed class UnauthenticatedCalls(
    FailureLimiter limits,
    RefusalSums sums,
    UnauthenticatedMetrics metrics,
    KnownCredentials known,
    IOptions<UnauthenticatedOptions> options,
    TimeProvider clock)
{
    /// <summary>Calls of a short series that are recorded one by one.</summary>
    private const int RecordBurst = 5;

    private readonly Lock _gate = new();
    private readonly long _epoch = clock.GetTimestamp();
    private TokenBucket _records = new(RateOf(options.Value), now: 0);
    private TokenBucket _lines = new(RateOf(options.Value), now: 0);

    /// <summary>Whether the caller must wait, by the credential in its headers.</summary>
    public Refusal? Refuse(HttpContext context, CredentialLocation location) =>
        WaitOf(context, location) is { Ticks: > 0 } wait ? Refuse(context, wait, PresentedCredential.Of(context.Request)) : null;

    /// <summary>Whether the caller must wait, by a credential that was read from the body.</summary>
    /// <param name="credential">Null if there is none, or none that can be read.</param>
    public Refusal? Refuse(HttpContext context, CredentialLocation location, ReadOnlyMemory<char>? credential) =>
        WaitOf(context, location) is { Ticks: > 0 } wait ? Refuse(context, wait, credential) : null;

    /// <summary>The request was answered 401: it counts against its address.</summary>
    public void Failed(HttpContext context, CredentialLocation location)
    {
        limits.Failed(CallerAddress.Of(context), location);
        var kind = context.Features.Get<ErrorKind>();
        if (kind != GatewayErrors.AgentSuspended && context.GetEndpoint()?.Metadata.GetMetadata<CountedByPipeline>() is null)
        {
            Count(context, kind?.Code ?? UnauthenticatedMetrics.RefusedByBackend, StatusCodes.Status401Unauthorized);
        }
    }

    /// <summary>Counts a call that ended without its caller being known.</summary>
    /// <returns>Where it came from, if it is to be recorded by itself; null if it is in the sums.</returns>
    public string? Count(ToolCall call, ToolCallOutcome outcome)
    {
        var source = limits.NameOf(call.Caller);
        metrics.Count(outcome.Code);
        if (Take(ref _records))
        {
            return source;
        }

        sums.Add(outcome.Code, outcome.Status, source, call.CorrelationId);
        return null;
    }

    /// <summary>Whether the log may have a line about a call without a valid credential: as often as there may be a record.</summary>
    public bool MayLog() => Take(ref _lines);

    /// <summary>The call's own record could not be written: it is added to the sums.</summary>
    public void NotRecorded(ToolCall call, ToolCallOutcome outcome, string source) =>
        sums.Add(outcome.Code, outcome.Status, source, call.CorrelationId);

    private TimeSpan WaitOf(HttpContext context, CredentialLocation location) => limits.WaitOf(CallerAddress.Of(context), location);

    /// <summary>A caller whose credential was good before goes on, whoever else shares its address.</summary>
    private Refusal? Refuse(HttpContext context, TimeSpan wait, ReadOnlyMemory<char>? credential)
    {
        if (credential is { } presented && known.Contains(presented.Span))
        {
            return null;
        }

        Count(context, GatewayErrors.TooManyFailures.Code, GatewayErrors.TooManyFailures.Status);
        return new Refusal(GatewayErrors.TooManyFailures) { RetryAfter = wait };
    }

    private void Count(HttpContext context, string reason, int status)
    {
        metrics.Count(reason);
        sums.Add(reason, status, limits.NameOf(CallerAddress.Of(context)), CorrelationId.Of(context));
    }

    private bool Take(ref TokenBucket bucket)
    {
        lock (_gate)
        {
            return options.Value.FullRecordsPerSecond > 0
                && bucket.Take(RateOf(options.Value), (long)clock.GetElapsedTime(_epoch).TotalMilliseconds).Allowed;
        }
    }

    private static RateLimit RateOf(UnauthenticatedOptions options)
    {
        var most = Math.Max(1, options.FullRecordsPerSecond);
        return new RateLimit(most, TimeSpan.FromSeconds(1), Math.Max(most, RecordBurst));
    }
}
