namespace FourRunr.WebConsole.Calls;

/// <summary>A row of the live page.</summary>
internal abstract record LiveRow
{
    /// <param name="Number">Of the row, among all calls that were seen.</param>
    public sealed record Call(CallRecordResponse Record, long Number) : LiveRow;

    /// <summary>The stream broke off here. What came since is shown after it, unless a row says that something is missing.</summary>
    public sealed record Interrupted(DateTimeOffset At) : LiveRow;

    /// <param name="Records">How many; null if that is not known.</param>
    public sealed record Missing(DateTimeOffset At, long? Records) : LiveRow;
}

/// <summary>A moment of a <see cref="LiveFeed"/>.</summary>
/// <param name="Rows">The newest first.</param>
/// <param name="Seen">All calls since the page was opened.</param>
/// <param name="Counted">Those of them that are not shown, because too many came at once.</param>
/// <param name="Version">Another one for anything else to see.</param>
internal sealed record LiveView(IReadOnlyList<LiveRow> Rows, bool IsConnected, long Seen, long Counted, long Version);
