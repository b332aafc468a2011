namespace FourRunr.Auth;

internal static class StoredTime
{
    /// <summary>Now, in the whole milliseconds that the database keeps: an answer says the same moment as every later one.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
