using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>Delays between attempts: what the tool asks for, else exponential from 200 ms with jitter.</summary>
internal static class RetryDelay
{
    public const int MostRetries = 3;
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>If the tool asks for a longer delay, the call is not retried; the caller gets the delay instead.</summary>
    public static int MostRetriesOf(ToolResult? result) =>
        Asked(result) is { } asked && asked > Longest ? 0
        // A busy tool gets one retry, and only if it said when.
        : result is ToolResult.Failure failure && ToolAttempts.IsBusy(failure) ? (failure.Why.RetryAfter is null ? 0 : 1)
        : MostRetries;

    /// <summary>The delay that the tool asks for; null for the pipeline's own.</summary>
    public static TimeSpan? Asked(ToolResult? result) => (result as ToolResult.Failure)?.Why.RetryAfter;
}
