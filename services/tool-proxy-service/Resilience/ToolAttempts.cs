using System.Diagnostics;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.Timeout;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>The attempts of one call, and what is known of their effects.</summary>
internal sealed class ToolAttempts(ToolRequest request, ChaosInjection chaos)
{
    /// <summary>How the strategies of a pipeline find the attempts of the call they look at.</summary>
    public static readonly ResiliencePropertyKey<ToolAttempts> Key = new("attempts");

    public ToolRequest Request { get; } = request;

    /// <summary>Whether an attempt may have had its effect although it failed.</summary>
    public bool MayHaveActed { get; private set; }

    public async ValueTask<ToolResult> NextAsync(CancellationToken cancellationToken)
    {
        Request.OnAttempt();
        using var span = GatewayTraces.Source.StartActivity("tool attempt", ActivityKind.Client);
        var settled = MayHaveActed;
        // Until its answer is there nobody knows.
        MayHaveActed = true;
        var result = await chaos.CallAsync(Request, cancellationToken);
        if (result is ToolResult.Failure failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.Why.Kind.Code);
        }

        MayHaveActed = settled || result is not ToolResult.Failure { MayHaveActed: false };
        return result;
    }

    /// <summary>
    /// Whether a failure may be answered with another attempt. An action that is not idempotent gets one only if the caller gave an
    /// <c>Idempotency-Key</c>, and even then only after an attempt that surely did nothing: the tool does not know the key.
    /// </summary>
    public bool MayRepeat(Outcome<ToolResult> outcome) =>
        IsTransient(outcome) && (Request.Action.Idempotent || (Request.IdempotencyKey is not null && !MayHaveActed));

    /// <summary>
    /// What the breaker counts. Nobody but the time limits ends an attempt, so a cancelled one was cut by the limit of all attempts
    /// together; taken for anything else, it would close the breaker of a tool that hangs.
    /// </summary>
    public static bool IsToolsFault(Outcome<ToolResult> outcome) =>
        (IsTransient(outcome) && !(outcome.Result is ToolResult.Failure failure && IsBusy(failure))) || outcome.Exception is OperationCanceledException;

    /// <summary>The tool works, and takes no more calls for a while: no fault of it.</summary>
    public static bool IsBusy(ToolResult.Failure failure) => failure.Why.Kind == GatewayErrors.ToolBusy;

    public static bool IsTransient(Outcome<ToolResult> outcome) =>
        outcome.Exception is TimeoutRejectedException || outcome.Result is ToolResult.Failure { IsTransient: true };
}
