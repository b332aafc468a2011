namespace FourRunr.Auth.Tokens;

/// <summary>How long tokens live. The end is a whole second, as the <c>exp</c> claim is.</summary>
internal static class TokenLife
{
    public const int LongestSeconds = 24 * 60 * 60;

    /// <summary>When an operator issues a token without saying how long.</summary>
    public static readonly TimeSpan Standard = TimeSpan.FromHours(1);

    /// <summary>When an agent fetches a token without saying how long.</summary>
    public static readonly TimeSpan StandardForAgents = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(LongestSeconds);

    /// <summary>What clocks may differ by.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>How long the old token goes on after a rotation, for calls that are under way.</summary>
    public static readonly TimeSpan RotationOverlap = TimeSpan.FromSeconds(30);

    public static DateTimeOffset End(DateTimeOffset now, TimeSpan life) => End(now + life + TimeSpan.FromMilliseconds(999));

    public static DateTimeOffset End(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());
}
