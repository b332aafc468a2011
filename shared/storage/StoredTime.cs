namespace FourRunr.Storage;

/// <summary>The time in the precision of the database.</summary>
public static class StoredTime
{
    /// <summary>Now, in whole milliseconds as they are stored: a response states the same time before and after it is stored.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
