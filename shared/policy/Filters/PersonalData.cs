using System.Text.RegularExpressions;

namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>Finds personal data in text and puts <c>[redacted:kind]</c> in its place.</summary>
internal static class PersonalData
{
    // Without look-around, which needs backtracking: the code checks the rest on each match.
    private static readonly Regex CreditCards = Compile(@"\b\d(?:[ -]?\d){12,18}\b");
    private static readonly Regex SocialSecurityNumbers = Compile(@"\b\d{3}-\d{2}-\d{4}\b");

    // Letters of any script, as internationalized addresses have them (RFC 6531); an ASCII form of a top-level domain has digits too.
    private static readonly Regex Emails = Compile(
        @"[\p{L}\p{M}\p{N}._%+\-]{1,64}@[\p{L}\p{M}\p{N}\-]{1,63}(?:\.[\p{L}\p{M}\p{N}\-]{1,63})*\.(?:[Xx][Nn]--[A-Za-z0-9\-]{1,59}|[\p{L}\p{M}]{2,63})\b");

    // International with a plus, or the North American form with separators; digits alone are mostly ids.
    private static readonly Regex Phones = Compile(
        @"\+\d{1,3}(?:[ .\-]?\(?\d{1,4}\)?){2,6}\b|(?:\b1[ .\-])?(?:\(\d{3}\) ?|\b\d{3}[ .\-])\d{3}[ .\-]\d{4}\b");

    /// <summary>Local part, '@', domain, and the neighbour that ends it (RFC 5321 section 4.5.3.1); what is longer is no address.</summary>
    private const int LongestEmail = 64 + 1 + 255 + 1;

    /// <summary>The longest text that decides about one match, in UTF-16 characters; null: unbounded.</summary>
    public static int? LongestMatch(PiiKind kind) => kind switch
    {
        PiiKind.CreditCard => PatternLength.Of(CreditCards.ToString()),
        PiiKind.Ssn => PatternLength.Of(SocialSecurityNumbers.ToString()),
        PiiKind.Phone => PatternLength.Of(Phones.ToString()),
        PiiKind.Email => LongestEmail,
        _ => null,
    };

    /// <param name="text">Short: see <see cref="WindowedText"/>.</param>
    public static string Redact(PiiKind kind, string text) =>
        MayHave(kind, text) ? PatternOf(kind).Replace(text, match => ReplacementOf(kind, match.ValueSpan) ?? match.Value) : text;

    /// <inheritdoc cref="TextFilter.Find"/>
    public static TextFinding? Find(PiiKind kind, ReadOnlySpan<char> text, int start)
    {
        if (!MayHave(kind, text[start..]))
        {
            return null;
        }

        foreach (var match in PatternOf(kind).EnumerateMatches(text, start))
        {
            return new TextFinding(match.Index, match.Length, ReplacementOf(kind, text.Slice(match.Index, match.Length)));
        }

        return null;
    }

    /// <summary>Most texts have not even the one character without which there is no data of the kind; that is far quicker to see than a match.</summary>
    private static bool MayHave(PiiKind kind, ReadOnlySpan<char> text) => kind switch
    {
        PiiKind.Email => text.Contains('@'),
        PiiKind.Ssn => text.Contains('-'),
        // Digits of other scripts count, too.
        _ => text.ContainsAnyInRange('0', '9') || !Ascii.IsValid(text),
    };

    private static Regex PatternOf(PiiKind kind) => kind switch
    {
        PiiKind.CreditCard => CreditCards,
        PiiKind.Ssn => SocialSecurityNumbers,
        PiiKind.Phone => Phones,
        _ => Emails,
    };

    /// <returns>Null for what only looks like data of the kind.</returns>
    private static string? ReplacementOf(PiiKind kind, ReadOnlySpan<char> found) => kind switch
    {
        PiiKind.CreditCard => PassesLuhn(found) ? "[redacted:credit_card]" : null,
        PiiKind.Ssn => IsIssued(found) ? "[redacted:ssn]" : null,
        PiiKind.Phone => Digits(found) is >= 8 and <= 15 ? "[redacted:phone]" : null,
        _ => "[redacted:email]",
    };

    /// <summary>ISO/IEC 7812-1 annex B.</summary>
    private static bool PassesLuhn(ReadOnlySpan<char> number)
    {
        var (sum, doubled) = (0, false);
        for (var i = number.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(number[i]))
            {
                continue;
            }

            var digit = number[i] - '0';
            sum += doubled ? digit > 4 ? 2 * digit - 9 : 2 * digit : digit;
            doubled = !doubled;
        }

        return sum % 10 == 0;
    }

    /// <summary>Areas 000, 666 and 900–999, group 00 and serial 0000 are never issued.</summary>
    private static bool IsIssued(ReadOnlySpan<char> number) =>
        number[..3] is not ("000" or "666") && number[0] != '9' && number[4..6] is not "00" && number[7..] is not "0000";

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text)
        {
            count += char.IsAsciiDigit(character) ? 1 : 0;
        }

        return count;
    }

    private static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(500));
}
