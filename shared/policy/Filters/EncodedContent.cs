using System.Buffers;

namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>
/// Tells files, pictures, sound and what providers have signed or encrypted from texts. They are told by their place and by their characters, so that
/// no text passes for one.
/// </summary>
internal static class EncodedContent
{
    /// <summary>Shorter texts are always looked at.</summary>
    private const int Shortest = 64;

    private const int LongestHead = 128;

    private static readonly string[] Names = ["data", "file_data", "signature", "encrypted_content"];

    /// <summary>Base64 of RFC 4648 section 4.</summary>
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>That of section 5.</summary>
    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=");

    private static readonly SearchValues<char> HeadCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/;=");

    /// <param name="name">Of the member that holds the text; null for none.</param>
    public static bool Is(string? name, string text) =>
        text.Length >= Shortest && (text.StartsWith("data:", StringComparison.Ordinal) ? IsDataUrl(text) : name is not null && Names.Contains(name) && IsEncoded(text));

    /// <summary>A data URL (RFC 2397) in Base64.</summary>
    private static bool IsDataUrl(string url)
    {
        const string Mark = ";base64,";
        var head = url.AsSpan(0, Math.Min(url.Length, LongestHead)).IndexOf(Mark);
        return head >= 0 && !url.AsSpan("data:".Length, head - "data:".Length).ContainsAnyExcept(HeadCharacters) && IsEncoded(url.AsSpan(head + Mark.Length));
    }

    /// <summary>Numbers with dashes alone are not.</summary>
    private static bool IsEncoded(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z') && (!text.ContainsAnyExcept(Base64) || !text.ContainsAnyExcept(Base64Url));
}
