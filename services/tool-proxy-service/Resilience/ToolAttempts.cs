using System.Diagnostics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.Timeout;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>The attempts of one call, and what is known of their effects.</summary>
internal sealed class ToolAttempts(ToolRequest request, ChaosInjection chaos)
{
    /// <summary>With this the strategies of a pipeline find the attempts of their call.</summary>
    public static readonly ResiliencePropertyKey<ToolAttempts> Key = new("attempts");

    public ToolRequest Request { get; } = request;

    /// <summary>Whether an attempt may have had its effect although it failed.</summary>
    public bool MayHaveActed { get; private set; }

    public async ValueTask<ToolResult> NextAsync(CancellationToken cancellationToken)
    {
        Request.OnAttempt();
        using var span = GatewayTraces.Source.StartActivity("tool attempt", ActivityKind.Client);
        var earlier = MayHaveActed;
        // Assumed until the answer is there.
        MayHaveActed = true;
        var result = await chaos.CallAsync(Request, cancellationToken);
        if (result is ToolResult.Failure failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.Why.Kind.Code);
        }

        MayHaveActed = earlier || result is not ToolResult.Failure { MayHaveActed: false };
        return result;
    }

    /// <summary>
    /// Whether a failed attempt may be retried. An action that is not idempotent is retried only if the caller sent an
    /// <c>Idempotency-Key</c> and the failed attempt certainly did nothing: the tool does not know the key.
    /// </summary>
    public bool MayRepeat(Outcome<ToolResult> outcome) =>
        IsTransient(outcome) && (Request.Action.Idempotent || (Request.IdempotencyKey is not null && !MayHaveActed));

    /// <summary>
    /// What the breaker counts as a failure. Only time limits end an attempt, so a cancelled attempt hit the total timeout. If it did not
    /// count, it would close the breaker of a tool that hangs.
    /// </summary>
    public static bool IsToolsFault(Outcome<ToolResult> outcome) =>
        (IsTransient(outcome) && !(outcome.Result is ToolResult.Failure failure && IsBusy(failure))) || outcome.Exception is OperationCanceledException;

    /// <summary>The tool works, but accepts no more calls for a while, which is not a fault.</summary>
    public static bool IsBusy(ToolResult.Failure failure) => failure.Why.Kind == GatewayErrors.ToolBusy;

    public static bool IsTransient(Outcome<ToolResult> outcome) =>
        outcome.Exception is TimeoutRejectedException || outcome.Result is ToolResult.Failure { IsTransient: true };
}
