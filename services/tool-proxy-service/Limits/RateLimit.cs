namespace FourRunr.ToolProxy.Limits;

/// <summary>A token bucket: <paramref name="Burst"/> permits, refilled continuously by <paramref name="Requests"/> every <paramref name="Per"/>.</summary>
internal readonly record struct RateLimit(int Requests, TimeSpan Per, int Burst)
{
    /// <summary>For agents whose policies set no rate limit.</summary>
    public static readonly RateLimit Default = new(100, TimeSpan.FromSeconds(1), 200);
}
