namespace FourRunr.Auth.Tokens;

/// <summary>Lifetimes of tokens. A token expires at a whole second, like its <c>exp</c> claim.</summary>
internal static class TokenLife
{
    public const int LongestSeconds = 24 * 60 * 60;

    /// <summary>Default when an operator issues a token.</summary>
    public static readonly TimeSpan Standard = TimeSpan.FromHours(1);

    /// <summary>Default when an agent requests a token.</summary>
    public static readonly TimeSpan StandardForAgents = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(LongestSeconds);

    /// <summary>How far clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>How long the old token stays valid after a rotation, for calls that are under way.</summary>
    public static readonly TimeSpan RotationOverlap = TimeSpan.FromSeconds(30);

    public static DateTimeOffset End(DateTimeOffset now, TimeSpan life) => End(now + life + TimeSpan.FromMilliseconds(999));

    public static DateTimeOffset End(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());
}
