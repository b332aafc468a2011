using System.Data.Common;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>How many calls of one minute, tool and outcome: <c>call_counts</c>.</summary>
/// <param name="Minute">Whole minutes since the Unix epoch.</param>
internal sealed record CallCount(long Minute, string Writer, string Tool, string Outcome, long Calls)
{
    public static long MinuteOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 60;

    /// <summary>When the minute began.</summary>
    public static DateTimeOffset MomentOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    /// <summary>Part of the transaction that stores the records, which holds the writer: nobody else counts for it meanwhile.</summary>
    public static async Task StoreAsync(DbTransaction transaction, IEnumerable<CallCount> counts, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO call_counts (minute, writer, tool, outcome, calls) VALUES (@Minute, @Writer, @Tool, @Outcome, @Calls)
            ON CONFLICT (minute, writer, tool, outcome) DO UPDATE SET calls = call_counts.calls + excluded.calls
            """;
        var sums = counts
            .GroupBy(count => count with { Calls = 0 })
            .Select(group => group.Key with { Calls = group.Sum(count => count.Calls) })
            .ToList();
        if (sums.Count > 0)
        {
            await transaction.ExecuteAsync(Sql, sums, cancellationToken);
        }
    }

    /// <summary>Removes the counts of whole days before this moment, as their records are.</summary>
    public static Task<int> RemoveBeforeAsync(Database database, DateTimeOffset moment, CancellationToken cancellationToken) =>
        RowBatches.DeleteAsync(
            database, "call_counts", "minute < @before", new { before = MinuteOf(new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero)) }, cancellationToken);
}
