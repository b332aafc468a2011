using System.Buffers;

namespace FourRunr.Hosting.Secrets;

/// <summary>
/// Recognises credentials of this gateway in texts of callers before they are stored: operator keys by their prefix, tokens as
/// JOSE, the three secrets of the configuration as 32 or more random bytes in base64url. UUIDs, hashes in hex and trace ids are none.
/// </summary>
public static class CredentialShape
{
    /// <summary>The prefix of every operator key.</summary>
    public const string OperatorKeyPrefix = "4rop_";

    /// <summary>How base64url writes the beginning of a JSON object, and so every JOSE header.</summary>
    private const string Jose = "eyJ";

    /// <summary>A little less than the 43 characters of 32 bytes in base64url.</summary>
    private const int LongRun = 40;

    /// <summary>43 random characters hold about 17 of each case.</summary>
    private const int FewestOfEachCase = 5;

    private static readonly SearchValues<char> Base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Shapes that only credentials have.</summary>
    public static bool IsOurs(ReadOnlySpan<char> text) =>
        text.Contains(OperatorKeyPrefix, StringComparison.Ordinal) || text.StartsWith(Jose, StringComparison.Ordinal)
        || text.Contains($".{Jose}", StringComparison.Ordinal);

    /// <summary>Also long random text, which may be a mere id: for values that are easily replaced.</summary>
    public static bool MayBeOurs(ReadOnlySpan<char> text) => IsOurs(text) || (text.Length >= LongRun && HoldsRandomRun(text));

    private static bool HoldsRandomRun(ReadOnlySpan<char> text)
    {
        while (text.Length >= LongRun)
        {
            var end = text.IndexOfAnyExcept(Base64Url);
            var run = end < 0 ? text : text[..end];
            if (run.Length >= LongRun && LooksRandom(run))
            {
                return true;
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }

        return false;
    }

    /// <summary>
    /// Both cases, and changing all the time between cases and digits: random text does so at more than every second character (of 100,000
    /// secrets one or two at fewer than every fourth), words seldom. Changes at separators say nothing.
    /// </summary>
    private static bool LooksRandom(ReadOnlySpan<char> run)
    {
        var (upper, lower, changes) = (0, 0, 0);
        for (var index = 0; index < run.Length; index++)
        {
            upper += char.IsAsciiLetterUpper(run[index]) ? 1 : 0;
            lower += char.IsAsciiLetterLower(run[index]) ? 1 : 0;
            changes += index > 0 && Changes(run[index - 1], run[index]) ? 1 : 0;
        }

        return upper >= FewestOfEachCase && lower >= FewestOfEachCase && changes >= run.Length / 4;
    }

    private static bool Changes(char before, char after) =>
        char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(after)
        && (char.IsAsciiLetterUpper(before) != char.IsAsciiLetterUpper(after) || char.IsAsciiLetterLower(before) != char.IsAsciiLetterLower(after));
}
