using System.Buffers;
using System.IO.Compression;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// What a model has put out, kept to be counted in case the provider never says how much it was: counting loads the tables of an encoding, some
/// 67 MiB. Long answers are kept compressed, which costs a small part of counting them; of very long ones the beginning is counted.
/// </summary>
/// <param name="countTokens">Null: the bytes are counted, which are never fewer than the tokens.</param>
internal sealed class OutputText(Func<string, long>? countTokens) : IDisposable
{
    /// <summary>In bytes: few enough that no text in it is longer than what <see cref="RelayRequest.CountTokens"/> takes.</summary>
    private const int Piece = 8_192;

    /// <summary>Of all compressed pieces; English text of four times as many bytes.</summary>
    private const int MostKept = 64 * 1024;

    private const int BrotliQuality = 1;
    private const int BrotliWindow = 14;

    private readonly List<byte[]> _pieces = [];
    private byte[] _text = [];
    private int _length;
    private int _kept;
    private long _counted;

    /// <summary>The tokens of all that was added.</summary>
    public long Count()
    {
        CountPieces();
        Count(_text.AsSpan(0, _length));
        _length = 0;
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
        Release();
        _pieces.Clear();
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            if (_length == Piece)
            {
                KeepPiece();
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
        Release();
        _text = text;
    }

    private void Release()
    {
        if (_text.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_text);
            _text = [];
        }
    }

    private void KeepPiece()
    {
        var compressed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(_length));
        if (BrotliEncoder.TryCompress(_text.AsSpan(0, _length), compressed, out var written, BrotliQuality, BrotliWindow))
        {
            _pieces.Add(compressed[..written]);
            _kept += written;
        }
        else
        {
            Count(_text.AsSpan(0, _length));
        }

        ArrayPool<byte>.Shared.Return(compressed);
        _length = 0;
        if (_kept > MostKept)
        {
            CountPieces();
        }
    }

    private void CountPieces()
    {
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        foreach (var compressed in _pieces)
        {
            BrotliDecoder.TryDecompress(compressed, piece, out var length);
            Count(piece.AsSpan(0, length));
        }

        ArrayPool<byte>.Shared.Return(piece);
        _pieces.Clear();
        _kept = 0;
    }

    private void Count(ReadOnlySpan<byte> text)
    {
        if (countTokens is null || text.IsEmpty)
        {
            return;
        }

        try
        {
            _counted += countTokens(Encoding.UTF8.GetString(text));
        }
        catch (Exception)
        {
            // A text that cannot be counted has been put out all the same.
            _counted += text.Length;
        }
    }
}
