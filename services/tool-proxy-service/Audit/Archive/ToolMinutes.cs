using System.Runtime.CompilerServices;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>When a tool was called, by the minute, from <c>call_counts</c>.</summary>
internal sealed class ToolMinutes(Database database)
{
    private const int DigitsOfMoment = 12;
    private const int MillisecondsOfMinute = 60_000;

    /// <summary>Ranges of minutes with calls of the tool that the filter's times and outcomes leave, newest first; the end is not included.</summary>
    /// <param name="before">The id of a call, or null: only minutes up to its own.</param>
    /// <param name="atOnce">How many minutes are looked up at once.</param>
    public async IAsyncEnumerable<(DateTimeOffset From, DateTimeOffset To)> FindAsync(
        string tool, CallFilter filter, string? before, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = filter.From is { } from ? CallCount.MinuteOf(from) : 0;
        var last = Math.Min(filter.To is { } to ? CallCount.MinuteOf(to) : long.MaxValue, before is null ? long.MaxValue : MinuteOf(before));
        while (true)
        {
            var minutes = await ReadAsync(tool, filter, first, last, atOnce, cancellationToken);
            for (var end = 0; end < minutes.Count;)
            {
                var begin = end;
                while (begin + 1 < minutes.Count && minutes[begin + 1] == minutes[begin] - 1)
                {
                    begin++;
                }

                yield return (CallCount.MomentOf(minutes[begin]), CallCount.MomentOf(minutes[end] + 1));
                end = begin + 1;
            }

            if (minutes.Count < atOnce)
            {
                yield break;
            }

            last = minutes[^1] - 1;
        }
    }

    /// <returns>The greatest there is for what is no call's id.</returns>
    private static long MinuteOf(string callId)
    {
        var digits = callId.AsSpan(Math.Min(callId.Length, GatewayId.Call.Length));
        return callId.StartsWith(GatewayId.Call, StringComparison.Ordinal)
            && long.TryParse(digits[..Math.Min(digits.Length, DigitsOfMoment)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            ? milliseconds / MillisecondsOfMinute
            : long.MaxValue;
    }

    private Task<IReadOnlyList<long>> ReadAsync(
        string tool, CallFilter filter, long first, long last, int limit, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT minute FROM call_counts
            WHERE tool = @tool AND minute >= @first AND minute <= @last{Outcomes(filter)}
            GROUP BY minute ORDER BY minute DESC LIMIT @limit
            """;
        return database.QueryAsync<long>(sql, new { tool, first, last, filter.Outcome, filter.Outcomes, limit }, cancellationToken);
    }

    private string Outcomes(CallFilter filter) =>
        (filter.Outcome is null ? "" : " AND outcome = @Outcome")
        + (filter.Outcomes is null ? "" : $" AND {database.Dialect.IsAmong("outcome", "@Outcomes")}");
}
