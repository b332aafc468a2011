using System.Text.RegularExpressions;

namespace FourRunr.PolicyEvaluation;

/// <summary>
/// Regular expressions that operators write. They run without backtracking, so in time linear in the text, and only those
/// whose automaton stays small are accepted: neither a pattern nor a text can stall a call.
/// </summary>
public static class Patterns
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxLength = 512;

    private const int MaxAutomatonSize = 2_000;

    /// <summary>The last resort. It is wall-clock time, and on a busy machine the first match can take tens of milliseconds.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(500);

    // The runtime estimates the automaton before building it and refuses what is larger than this.
    static Patterns() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxAutomatonSize);

    /// <returns>Null and why, when the pattern is malformed, too large, or needs backtracking (look-around, back-references).</returns>
    public static (Regex? Regex, string? Refusal) TryCompile(string pattern, bool wholeString)
    {
        if (pattern.Length > MaxLength)
        {
            return (null, $"is longer than {MaxLength} characters");
        }

        try
        {
            var text = wholeString ? $@"\A(?:{pattern})\z" : pattern;
            return (new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout), null);
        }
        catch (NotSupportedException)
        {
            return (null, "cannot run without backtracking, or is too large: look-around, back-references, atomic groups and large repetitions are not supported");
        }
        catch (ArgumentException)
        {
            return (null, "is not a regular expression");
        }
    }

    /// <exception cref="FormatException">The pattern was refused when it was saved.</exception>
    internal static LinearPattern Compile(string pattern, bool wholeString) =>
        new(TryCompile(pattern, wholeString).Regex ?? throw new FormatException("A stored pattern cannot be compiled."));
}
