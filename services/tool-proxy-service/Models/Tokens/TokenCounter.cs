using FourRunr.ToolProxy.Tools;
using Microsoft.ML.Tokenizers;

namespace FourRunr.ToolProxy.Models.Tokens;

/// <summary>
/// Counts the tokens of texts. The tables of an encoding take a moment and some 60 MiB to load, which happens at the first count in it. All
/// members may be used by many threads at once.
/// </summary>
/// <param name="load">Makes the function that counts one piece of a text.</param>
internal sealed class TokenCounter(Func<TokenEncoding, Func<ReadOnlyMemory<char>, int>> load)
{
    /// <summary>
    /// Longest piece that the tokenizer gets, in UTF-16 units: on one unbroken run of letters its time grows with the square of the length. Where a
    /// piece ends a token may be cut in two, which makes the count a little higher.
    /// </summary>
    public const int LongestPiece = 1024;

    /// <summary>Tokens that a provider adds for each message, tool or other part of a request, beside those of its texts; on the safe side.</summary>
    public const int OverheadOfPart = 16;

    private readonly Lazy<Func<ReadOnlyMemory<char>, int>> _o200k = new(() => load(TokenEncoding.O200kBase));
    private readonly Lazy<Func<ReadOnlyMemory<char>, int>> _cl100k = new(() => load(TokenEncoding.Cl100kBase));

    public TokenCounter()
        : this(Load)
    {
    }

    /// <param name="factor">How many more tokens the model makes of a text than the encoding does. Default 1.</param>
    /// <returns>Whole tokens, rounded up. An estimate: of a model with an encoding of its own no more than that.</returns>
    public long Count(string text, TokenEncoding encoding = TokenEncoding.O200kBase, decimal factor = 1)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        var count = (encoding == TokenEncoding.Cl100kBase ? _cl100k : _o200k).Value;
        long tokens = 0;
        for (var rest = text.AsMemory(); rest.Length > 0;)
        {
            var length = LengthOfPiece(rest.Span);
            tokens += count(rest[..length]);
            rest = rest[length..];
        }

        return (long)Math.Ceiling(tokens * factor);
    }

    /// <summary>No model makes more tokens of a request: none is shorter than a byte.</summary>
    /// <param name="bytes">Of the request, in UTF-8.</param>
    /// <param name="parts">Messages, tools and whatever else the provider frames by itself.</param>
    public static long UpperBound(long bytes, int parts = 1) => bytes + ((long)OverheadOfPart * parts);

    private static int LengthOfPiece(ReadOnlySpan<char> text)
    {
        if (text.Length <= LongestPiece)
        {
            return text.Length;
        }

        return char.IsSurrogatePair(text[LongestPiece - 1], text[LongestPiece]) ? LongestPiece - 1 : LongestPiece;
    }

    private static Func<ReadOnlyMemory<char>, int> Load(TokenEncoding encoding)
    {
        var tokenizer = TiktokenTokenizer.CreateForEncoding(encoding.ToWire());
        return piece => tokenizer.CountTokens(piece.Span);
    }
}
