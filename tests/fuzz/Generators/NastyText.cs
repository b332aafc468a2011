namespace FourRunr.Fuzz.Generators;

/// <summary>Texts that readers stumble over. All are valid Unicode.</summary>
internal static class NastyText
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "\u0000x", "\r\n", "\t", "\u007f", "\u0085", "\u00a0", "\u200b", "\u200f", "\u202e\u202d", "\u2028", "\ufeff", "\ufffe", "\uffff",
        "é", "e\u0301", "ß", "İ", "ſ", "😀", "👩‍👩‍👧", "مرحبا", "日本語", "null", "undefined", "true", "NaN", "Infinity", "-0", "1e400",
        "'; DROP TABLE agents; --", "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "%00", "%", "%zz", "%s%n", "../../etc/passwd",
        "a,b", "admin,auditor", "ADMIN", " admin", "*", "**", "a:b", "a:*", ":", "agt_", "tok_00000000000000000000000000000000",
        "2026-11-30", "03/04/2026", "20:00", "9999999999999999999999", "0x10", "1_000", "١٢",
    ];

    public static string Of(Dice dice) => dice.Number(0, 9) switch
    {
        0 => string.Concat(Enumerable.Repeat(dice.Pick("a", "é", "😀", "\0", " ", "[", "("), dice.Number(100, 5000))),
        1 => string.Concat(Enumerable.Range(0, dice.Number(2, 8)).Select(_ => dice.Pick(Texts))),
        _ => dice.Pick(Texts),
    };

    /// <summary>Spellings of a word that must not pass for it.</summary>
    public static string Misspelled(string word, Dice dice) => dice.Pick(
        word.ToUpperInvariant(), char.ToUpperInvariant(word[0]) + word[1..], $" {word}", $"{word} ", $"{word},{word}", $"{word}\0", $"{word}s", "", "0", "1");
}
