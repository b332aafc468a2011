using FourRunr.ToolProxy.Audit.Archive;

namespace FourRunr.ToolProxy.Audit.Summaries;

/// <summary>Whole minutes since the Unix epoch, in buckets of equal length.</summary>
/// <param name="From">The first minute.</param>
/// <param name="To">The minute after the last one.</param>
/// <param name="Width">Minutes of a bucket; the last one may be shorter.</param>
internal sealed record MinuteRange(long From, long To, int Width)
{
    private const int MillisecondsOfMinute = 60_000;

    public int Buckets => (int)((To - From + Width - 1) / Width);

    /// <param name="buckets">At most this many.</param>
    public static MinuteRange Of(DateTimeOffset from, DateTimeOffset to, int buckets)
    {
        var first = CallCount.MinuteOf(from);
        var end = (to.ToUnixTimeMilliseconds() + MillisecondsOfMinute - 1) / MillisecondsOfMinute;
        return new MinuteRange(first, end, (int)((end - first + buckets - 1) / buckets));
    }

    public DateTimeOffset BeginOf(int bucket) => MomentOf(From + ((long)bucket * Width));

    public static DateTimeOffset MomentOf(long minute) => CallCount.MomentOf(minute);
}
