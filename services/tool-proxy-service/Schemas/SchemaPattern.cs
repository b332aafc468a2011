using System.Text.RegularExpressions;
using BitFaster.Caching.Lru;
using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>
/// Patterns of JSON Schema are those of ECMAScript. Where .NET means something else by the same text it is rewritten: <c>$</c> is the very
/// end and not before a last line break, <c>\d</c> and <c>\w</c> are ASCII. Otherwise <c>^[a-z]+$</c> would let a line break through.
/// </summary>
internal static class SchemaPattern
{
    /// <summary>The patterns used last: a document repeats its few hundred times, and each takes milliseconds to compile.</summary>
    private static readonly ConcurrentLru<string, (LinearPattern?, string?)> Kept = new(capacity: 500);

    public static (LinearPattern? Pattern, string? Refusal) TryCompile(string pattern) =>
        pattern.Length <= Patterns.MaxLength ? Kept.GetOrAdd(pattern, Compile) : Compile(pattern);

    /// <summary>The library compiles the names of <c>patternProperties</c> once more by itself, as ECMAScript has them; it does not run these.</summary>
    /// <returns>What is wrong with the pattern as the end of a sentence, or null.</returns>
    public static string? ComplainForLibrary(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.ECMAScript, Regex.InfiniteMatchTimeout);
            return null;
        }
        catch (ArgumentException)
        {
            return "is no regular expression of ECMAScript";
        }
    }

    private static (LinearPattern?, string?) Compile(string pattern)
    {
        var (regex, refusal) = Patterns.TryCompile(Rewrite(pattern), wholeString: false);
        return (regex is null ? null : new LinearPattern(regex), refusal);
    }

    private static string Rewrite(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var character = pattern[i];
            if (character == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++i], inClass));
                continue;
            }

            text.Append(character == '$' && !inClass ? @"\z" : character.ToString());
            inClass = character switch
            {
                '[' => true,
                ']' => false,
                _ => inClass,
            };
        }

        return text.ToString();
    }

    private static string Escape(char escaped, bool inClass) => (escaped, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', true) => "A-Za-z0-9_",
        ('w', false) => "[A-Za-z0-9_]",
        ('W', false) => "[^A-Za-z0-9_]",
        // ECMAScript lets a slash be escaped.
        ('/', _) => "/",
        _ => $@"\{escaped}",
    };
}
