namespace FourRunr.Documents;

/// <summary>Lengths of texts in characters of Unicode (code points), as JSON Schema counts them: an emoji is one, where UTF-16 has two units.</summary>
public static class Characters
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        if (!text.ContainsAnyInRange('\ud800', '\udfff'))
        {
            return count;
        }

        for (var i = 1; i < text.Length; i++)
        {
            count -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether the text has at most so many characters. A short text is not counted: it never has more characters than units.</summary>
    public static bool AreAtMost(int longest, ReadOnlySpan<char> text) => text.Length <= longest || (text.Length <= 2L * longest && Count(text) <= longest);

    /// <summary>The first characters; a surrogate pair is never split.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = 0;
        for (var count = 0; count < longest && end < text.Length; count++)
        {
            end += end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1;
        }

        return end == text.Length ? text : text[..end];
    }
}
