namespace FourRunr.Documents;

/// <summary>Text of operators that others read in lists and logs: which characters it must not have, and whether any is visible.</summary>
public static class PlainText
{
    /// <summary>What <see cref="IsPlain"/> refuses, for a message.</summary>
    public const string Rule = "Control characters, line separators and direction marks are not allowed.";

    /// <summary>Invisible characters in categories of visible ones.</summary>
    private static readonly HashSet<int> Blank = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0];

    /// <summary>
    /// Control characters and line separators forge log lines, and Postgres refuses some; direction marks show a text in another order
    /// than it has.
    /// </summary>
    public static bool IsPlain(string text) => !text.Any(character => char.IsControl(character) || IsSeparator(character) || IsDirectionMark(character));

    /// <summary>Whether at least one character can be seen: no space, no joiner, no filler, no mark without a letter.</summary>
    public static bool IsVisible(string text) => text.EnumerateRunes().Any(IsVisible);

    private static bool IsVisible(Rune rune) => !Blank.Contains(rune.Value) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => false,
        _ => rune != Rune.ReplacementChar,
    };

    private static bool IsSeparator(char character) => character is '\u2028' or '\u2029';

    /// <summary>Unicode's Bidi_Control.</summary>
    private static bool IsDirectionMark(char character) =>
        character is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
