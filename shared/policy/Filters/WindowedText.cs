using System.Runtime.InteropServices;

namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>
/// A text that arrives in pieces and is let out as far as nothing that follows can change what a filter says of it. A tail as long as the longest
/// match stays. The result does not depend on how the text was cut. Long texts that are whole are looked at in the same way.
/// </summary>
/// <param name="filters">Each with a longest match. Those that block may be several; one that replaces stands alone.</param>
public sealed class WindowedText(IReadOnlyList<TextFilter> filters)
{
    /// <summary>
    /// Beyond the longest match: one character that decides whether a word ends, and one because the end of a text may be before its last line feed.
    /// </summary>
    private const int Edge = 2;

    /// <summary>What was let out, but tells where a word or the text begins.</summary>
    private const int Context = 2;

    /// <summary>
    /// The most that is looked at together, so that the time for a text grows with its length, and far below the length from which regular
    /// expressions overlook matches (<see cref="LinearPattern"/>).
    /// </summary>
    internal const int LongestPiece = 4096;

    private readonly int _longest = filters.Max(filter => filter.LongestMatch) ?? 0;
    private char[] _text = [];
    private int _from;
    private int _length;

    /// <summary>Passes a text that is whole through one filter.</summary>
    /// <param name="cleaned">The text as the filter lets it out: the same object when nothing is changed. Not to be used with a finding.</param>
    /// <returns>Why the text must not be let out; null when it may.</returns>
    internal static TextFinding? Pass(TextFilter filter, string text, out string cleaned)
    {
        var output = new List<char>(text.Length);
        var found = new WindowedText([filter]).Append(text, isEnd: true, output);
        var left = CollectionsMarshal.AsSpan(output);
        cleaned = left.SequenceEqual(text) ? text : new string(left);
        return found;
    }

    /// <param name="isEnd">Nothing follows: all is let out.</param>
    /// <param name="output">Gets what is let out.</param>
    /// <returns>Why nothing more must be let out; null when the text may go on.</returns>
    public TextFinding? Append(ReadOnlySpan<char> piece, bool isEnd, List<char> output)
    {
        while (piece.Length > LongestPiece)
        {
            if (AppendPiece(piece[..LongestPiece], isEnd: false, output) is { } found)
            {
                return found;
            }

            piece = piece[LongestPiece..];
        }

        return AppendPiece(piece, isEnd, output);
    }

    private TextFinding? AppendPiece(ReadOnlySpan<char> piece, bool isEnd, List<char> output)
    {
        Keep(piece);
        while (true)
        {
            // Where a match can begin that is not certain yet.
            var limit = isEnd ? _length : Math.Max(_from, _length - _longest - Edge + 1);
            if (First(isEnd, limit) is not { } match)
            {
                LetOut(limit, output);
                return null;
            }

            if (match.Denial is not null)
            {
                return match;
            }

            LetOut(match.Index, output);
            if (match.Replacement is { } replacement)
            {
                output.AddRange(replacement);
                _from = match.Index + match.Length;
            }
            else
            {
                LetOut(match.Index + match.Length, output);
            }
        }
    }

    /// <summary>The first match that what follows cannot change.</summary>
    private TextFinding? First(bool isEnd, int limit)
    {
        if (_from == _length && !isEnd)
        {
            return null;
        }

        foreach (var filter in filters)
        {
            if (filter.Find(_text.AsSpan(0, _length), _from) is { } match && (match.Denial is not null || match.Length > 0) && (isEnd || match.Index < limit))
            {
                return match;
            }
        }

        return null;
    }

    private void LetOut(int end, List<char> output)
    {
        // A surrogate pair leaves as one.
        if (end < _length && end > _from && char.IsHighSurrogate(_text[end - 1]))
        {
            end--;
        }

        output.AddRange(_text.AsSpan(_from, end - _from));
        _from = end;
    }

    private void Keep(ReadOnlySpan<char> piece)
    {
        if (_length + piece.Length > _text.Length)
        {
            var drop = Math.Max(0, _from - Context);
            var kept = _length - drop;
            var text = kept + piece.Length <= _text.Length / 2 ? _text : new char[Math.Max(256, 2 * (kept + piece.Length))];
            _text.AsSpan(drop, kept).CopyTo(text);
            (_text, _from, _length) = (text, _from - drop, kept);
        }

        piece.CopyTo(_text.AsSpan(_length));
        _length += piece.Length;
    }
}
