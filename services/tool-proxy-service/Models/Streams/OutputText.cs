using System.Buffers;
using System.Text;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// What a model has put out, kept to be counted in case the provider never says how much it was. Short answers are counted only then; of long ones
/// no more is kept than a piece.
/// </summary>
/// <param name="countTokens">Null: the bytes are counted, which are never fewer than the tokens.</param>
internal sealed class OutputText(Func<string, long>? countTokens) : IDisposable
{
    /// <summary>In bytes: few enough that no text in it is longer than what <see cref="RelayRequest.CountTokens"/> takes.</summary>
    private const int Piece = 16_384;

    private byte[] _text = [];
    private int _length;
    private long _counted;

    /// <summary>The tokens of all that was added.</summary>
    public long Count()
    {
        CountPiece();
        return _counted;
    }

    /// <param name="reader">At a string.</param>
    public void Add(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (countTokens is null)
        {
            _counted += text.Length;
            return;
        }

        if (!reader.ValueIsEscaped)
        {
            Add(text);
            return;
        }

        var unescaped = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            Add(unescaped.AsSpan(0, reader.CopyString(unescaped)));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair. Escapes count for more than what they stand for.
            Add(text);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }
    }

    public void Dispose()
    {
        if (_text.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_text);
        }

        (_text, _length) = ([], 0);
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            if (_length == Piece)
            {
                CountPiece();
            }

            var part = text[..Math.Min(text.Length, Piece - _length)];
            Grow(_length + part.Length);
            part.CopyTo(_text.AsSpan(_length));
            _length += part.Length;
            text = text[part.Length..];
        }
    }

    private void Grow(int length)
    {
        if (length <= _text.Length)
        {
            return;
        }

        var text = ArrayPool<byte>.Shared.Rent(Math.Min(Piece, Math.Max(1024, length * 2)));
        _text.AsSpan(0, _length).CopyTo(text);
        var kept = _length;
        Dispose();
        (_text, _length) = (text, kept);
    }

    private void CountPiece()
    {
        if (_length > 0 && countTokens is not null)
        {
            _counted += CountOrBytes(countTokens);
            _length = 0;
        }
    }

    private long CountOrBytes(Func<string, long> count)
    {
        try
        {
            return count(Encoding.UTF8.GetString(_text, 0, _length));
        }
        catch (Exception)
        {
            // A text that cannot be counted has been put out all the same.
            return _length;
        }
    }
}
