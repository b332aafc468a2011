using System.Text.RegularExpressions;

namespace FourRunr.PolicyEvaluation;

/// <summary>
/// A regular expression of an operator on texts of any length. In .NET 10 an expression that runs without backtracking and with a time limit loses
/// matches across every 100,000th character that it reads, where it looks at the clock. Longer texts are therefore read twice: with the limit, which
/// says that the time suffices, and without it, which says what is in the text.
/// </summary>
public sealed class LinearPattern(Regex regex)
{
    /// <summary>Longest text, in characters, that <see cref="Regex"/> itself reads rightly.</summary>
    public const int LongestTimed = 99_999;

    private Regex? _untimed;

    /// <summary>For texts up to <see cref="LongestTimed"/>.</summary>
    public Regex Regex => regex;

    /// <summary>Whether the text has a match, wherever it lies.</summary>
    /// <exception cref="RegexMatchTimeoutException">The text takes too long.</exception>
    public bool IsMatch(string text)
    {
        var found = regex.IsMatch(text);
        return text.Length <= LongestTimed ? found : Untimed().IsMatch(text);
    }

    private Regex Untimed() => _untimed ??= new Regex(regex.ToString(), regex.Options, Regex.InfiniteMatchTimeout);
}
