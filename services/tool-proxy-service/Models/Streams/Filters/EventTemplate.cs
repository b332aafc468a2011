using System.Buffers;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// An event of a stream with holes: for the piece of a text, for random padding and for the event's number. What surrounds them has been read, has
/// passed the filters, and is known as it came and as it is sent.
/// </summary>
internal sealed class EventTemplate
{
    private readonly byte[] _name;
    private readonly (Hole Hole, byte[] Came, byte[] Sent)[] _parts;
    private readonly byte[] _cameLast;
    private readonly byte[] _sentLast;
    private char[] _piece = [];
    private Range _pieceAt;
    private Range? _paddingAt;
    private Range? _numberAt;

    private EventTemplate(byte[] name, (Hole Hole, byte[] Came, byte[] Sent)[] parts, byte[] cameLast, byte[] sentLast, FilteredText text, bool hasOnlyPiece) =>
        (_name, _parts, _cameLast, _sentLast, Text, HasOnlyPiece) = (name, parts, cameLast, sentLast, text, hasOnlyPiece);

    /// <summary>The text that the piece belongs to.</summary>
    public FilteredText Text { get; }

    public bool HasOnlyPiece { get; }

    /// <returns>Null if the event has no holes that can be told from the rest.</returns>
    public static EventTemplate? Of(TemplateSource source, FilteredText text, bool hasOnlyPiece, bool withPadding)
    {
        if (source.FindHoles(withPadding) is not { } holes)
        {
            return null;
        }

        var sent = source.WriteMarked(holes.Exists(hole => hole.Hole == Hole.Padding), holes.Exists(hole => hole.Hole == Hole.Number)).AsSpan();
        var parts = new (Hole, byte[], byte[])[holes.Count];
        var came = source.Json;
        var from = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (hole, at, length) = holes[i];
            var mark = TemplateSource.MarkOf(hole);
            var place = sent.IndexOf(mark);
            if (place < 0)
            {
                return null;
            }

            parts[i] = (hole, came[from..at].ToArray(), sent[..place].ToArray());
            from = at + length;
            sent = sent[(place + mark.Length)..];
        }

        return new EventTemplate(source.Name.ToArray(), parts, came[from..].ToArray(), sent.ToArray(), text, hasOnlyPiece);
    }

    /// <summary>Whether an event differs from this one in its holes alone. Then they are known.</summary>
    public bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (!name.SequenceEqual(_name))
        {
            return false;
        }

        var at = 0;
        foreach (var (hole, came, _) in _parts)
        {
            if (!json[at..].StartsWith(came))
            {
                return false;
            }

            at += came.Length;
            var length = hole == Hole.Number ? TemplateSource.NumberLength(json[at..]) : StringLength(json[at..]);
            if (length == 0)
            {
                return false;
            }

            var place = at..(at + length);
            switch (hole)
            {
                case Hole.Piece:
                    _pieceAt = place;
                    break;
                case Hole.Padding:
                    _paddingAt = place;
                    break;
                default:
                    _numberAt = place;
                    break;
            }

            at += length;
        }

        return json[at..].SequenceEqual(_cameLast);
    }

    /// <param name="json">The event that matched last.</param>
    /// <returns>Its piece; valid until the next call.</returns>
    /// <exception cref="Exception">The piece is no text.</exception>
    public ReadOnlySpan<char> Piece(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json[_pieceAt]);
        reader.Read();
        if (_piece.Length < reader.ValueSpan.Length)
        {
            _piece = new char[Math.Max(64, 2 * reader.ValueSpan.Length)];
        }

        return _piece.AsSpan(0, reader.CopyString(_piece));
    }

    /// <param name="json">The event that matched last.</param>
    /// <returns>Null if it has none.</returns>
    public string? Padding(ReadOnlySpan<byte> json) => _paddingAt is { } place ? JsonSerializer.Deserialize<string>(json[place]) : null;

    /// <inheritdoc cref="Padding"/>
    public long? Number(ReadOnlySpan<byte> json) => _numberAt is { } place ? long.Parse(json[place], CultureInfo.InvariantCulture) : null;

    /// <summary>Writes the event that matched last.</summary>
    /// <param name="piece">What is left of its piece.</param>
    public void Write(ReadOnlySpan<char> piece, string? padding, long number, Utf8JsonWriter writer, IBufferWriter<byte> output)
    {
        foreach (var (hole, _, sent) in _parts)
        {
            output.Write(sent);
            writer.Reset(output);
            switch (hole)
            {
                case Hole.Piece:
                    writer.WriteStringValue(piece);
                    break;
                case Hole.Padding:
                    writer.WriteStringValue(padding);
                    break;
                default:
                    writer.WriteNumberValue(number);
                    break;
            }

            writer.Flush();
        }

        output.Write(_sentLast);
    }

    /// <returns>Of the JSON string at the beginning, its quotes included; 0 if there is none.</returns>
    private static int StringLength(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '"')
        {
            return 0;
        }

        for (var at = 1; json[at..].IndexOfAny((byte)'"', (byte)'\\') is var next and >= 0; at += next + 2)
        {
            if (json[at + next] == '"')
            {
                return Utf8.IsValid(json[..(at + next)]) ? at + next + 1 : 0;
            }

            if (at + next + 1 >= json.Length)
            {
                break;
            }
        }

        return 0;
    }
}
