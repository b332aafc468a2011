namespace FourRunr.ToolProxy.Audit;

/// <summary>Where calls are looked for by what no index leads to, their correlation id or their rule: in a day at most.</summary>
internal static class SearchRange
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private const int TimeOrdered = 7;
    private const int DigitsOfMoment = 12;

    /// <summary>A caller that makes such ids itself may have a clock that is a little ahead.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan After = TimeSpan.FromHours(1);

    /// <param name="correlationId">Null for a search by something else.</param>
    public static (DateTimeOffset From, DateTimeOffset To) Of(string? correlationId, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now)
    {
        if (from is null && to is null && MomentOf(correlationId) is { } moment)
        {
            return (moment - Before, moment + After);
        }

        // The present millisecond too: the end is not included.
        var end = to ?? (from is { } begin && begin + Longest < now ? begin + Longest : now.AddSeconds(1));
        return (from ?? end - Longest, end);
    }

    /// <returns>Null for an id that does not hold its moment.</returns>
    private static DateTimeOffset? MomentOf(string? correlationId)
    {
        if (!Guid.TryParse(correlationId, out var id) || id.Version != TimeOrdered)
        {
            return null;
        }

        // Anybody may have made it: 48 bits of milliseconds are more than there are moments.
        var milliseconds = long.Parse(id.ToString("N").AsSpan(0, DigitsOfMoment), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return milliseconds < (DateTimeOffset.MaxValue - Longest).ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }
}
