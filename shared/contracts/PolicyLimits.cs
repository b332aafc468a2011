namespace FourRunr.Contracts;

/// <summary>A token bucket: <paramref name="Burst"/> permits, refilled continuously by <paramref name="Requests"/> every <paramref name="Per"/>.</summary>
/// <param name="Requests">1 to 1,000,000.</param>
/// <param name="Per">A duration such as <c>1s</c>, <c>5m</c>, <c>24h</c>; from 1 s to 31 d. Default <c>1s</c>.</param>
/// <param name="Burst">1 to 1,000,000; default: twice the requests.</param>
public sealed record RateLimitSpec(int Requests, string Per = "1s", int? Burst = null);

/// <summary>A number of calls in a window, counted per agent over all calls that match the scope and reach the tool.</summary>
/// <param name="Scope"><c>tool:action</c>, <c>tool:*</c> or <c>*</c>.</param>
/// <param name="Limit">1 to 1,000,000,000.</param>
/// <param name="Window">From <c>1s</c> to <c>31d</c>.</param>
public sealed record QuotaSpec(string Scope, long Limit, string Window, QuotaStrategy Strategy = QuotaStrategy.Sliding);

/// <summary>How a quota's window moves.</summary>
public enum QuotaStrategy
{
    /// <summary>A call is given back one window after it was made, at the latest a sixtieth of the window later.</summary>
    Sliding,

    /// <summary>All calls are given back when the next window begins; windows are aligned to the Unix epoch (UTC).</summary>
    Fixed,
}
