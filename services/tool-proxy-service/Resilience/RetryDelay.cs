using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>Pauses between attempts: those that the tool asks for, else exponential from 200 ms with jitter.</summary>
internal static class RetryDelay
{
    public const int MostRetries = 3;
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>A tool that asks for a longer pause is not asked again within the call; the caller hears of the pause instead.</summary>
    public static int MostRetriesOf(ToolResult? result) =>
        Asked(result) is { } asked && asked > Longest ? 0
        // One that is busy is not hurried: asked once more, if it said when.
        : result is ToolResult.Failure failure && ToolAttempts.IsBusy(failure) ? (failure.Why.RetryAfter is null ? 0 : 1)
        : MostRetries;

    /// <summary>Null: the pipeline's own.</summary>
    public static TimeSpan? Asked(ToolResult? result) => (result as ToolResult.Failure)?.Why.RetryAfter;
}
