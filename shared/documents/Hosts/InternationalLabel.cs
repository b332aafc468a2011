namespace FourRunr.Documents.Hosts;

/// <summary>
/// Parts of host names with other letters than ASCII (UTS 46, as far as it goes without Unicode's tables of equivalents): upper case,
/// full-width ASCII and the dots of East Asia are mapped, invisible characters dropped. What only those tables could map is refused,
/// and can be written in its <c>xn--</c> form.
/// </summary>
internal static class InternationalLabel
{
    public const string Prefix = "xn--";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    // Letters, marks and symbols that stand for others (ligatures, circled and mathematical letters, half-width forms, accents that
    // have a letter of their own): first and last of each range.
    private static readonly (int First, int Last)[] Equivalents =
    [
        (0xaa, 0xaa), (0xb5, 0xb5), (0xba, 0xba), (0x132, 0x133), (0x13f, 0x140), (0x149, 0x149), (0x17f, 0x17f), (0x1c4, 0x1cc),
        (0x1f1, 0x1f3), (0x2b0, 0x2b8), (0x2e0, 0x2e4), (0x300, 0x345), (0x37a, 0x37a), (0x3d0, 0x3d6), (0x3f0, 0x3f5), (0x587, 0x587),
        (0x675, 0x678), (0x958, 0x95f), (0x1d2c, 0x1d6a), (0x1d9b, 0x1dbf), (0x1e9a, 0x1e9b), (0x2071, 0x209c), (0x2100, 0x214f), (0x2460, 0x24ff),
        (0x2c7c, 0x2c7d), (0x2e80, 0x2fdf), (0x3130, 0x318f), (0x3190, 0x319f), (0x3200, 0x33ff), (0xf900, 0xfaff), (0xfb00, 0xfdff),
        (0xfe70, 0xfeff), (0xff5f, 0xffef), (0x1d400, 0x1d7ff), (0x1ee00, 0x1eeff), (0x1f100, 0x1f2ff), (0x2f800, 0x2fa1f),
    ];

    /// <summary>The same name in lower case, with plain dots and without invisible characters.</summary>
    public static string Map(string text)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!IsDropped(character))
            {
                mapped.Append(character switch
                {
                    '\u3002' or '\uff61' => '.',
                    >= '\uff01' and <= '\uff5e' => (char)(character - 0xfee0),
                    _ => character,
                });
            }
        }

        return mapped.ToString().ToLowerInvariant();
    }

    /// <param name="label">Mapped, with at least one character beyond ASCII.</param>
    /// <returns>In Punycode; null, and why not.</returns>
    public static string? Encode(string label, out string? problem)
    {
        problem = "has letters that cannot be part of a host name; if they can, write that part in its xn-- form";
        if (label.StartsWith(Prefix, StringComparison.Ordinal) || !label.EnumerateRunes().All(IsTaken))
        {
            return null;
        }

        var encoded = ToAscii(label);
        problem = encoded is null ? problem : null;
        return encoded;
    }

    /// <summary>Whether the Punycode is the one spelling of its name.</summary>
    public static bool IsEncoded(string label)
    {
        try
        {
            var decoded = Idn.GetUnicode(label);
            return !Ascii.IsValid(decoded) && decoded.EnumerateRunes().All(IsVisible) && Map(decoded) == decoded && ToAscii(decoded) == label;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Also checks the rules of length and of right-to-left text.</summary>
    private static string? ToAscii(string label)
    {
        try
        {
            return Idn.GetAscii(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsTaken(Rune rune) => rune.IsAscii
        || ((Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherSymbol
            // The middle dots of Catalan and Japanese.
            || rune.Value is 0xb7 or 0x30fb)
            && !Array.Exists(Equivalents, range => range.First <= rune.Value && rune.Value <= range.Last));

    /// <summary>Also joiners, which some scripts need.</summary>
    private static bool IsVisible(Rune rune) => rune.Value is 0x200c or 0x200d || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Soft hyphens, word joiners and variation selectors.</summary>
    private static bool IsDropped(char character) =>
        character is '\u00ad' or '\u034f' or '\u200b' or '\u2060' or '\ufeff' or (>= '\u180b' and <= '\u180d') or (>= '\ufe00' and <= '\ufe0f');
}
