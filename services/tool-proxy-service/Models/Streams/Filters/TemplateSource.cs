namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>An event that a template is made of.</summary>
/// <param name="json">As it came.</param>
/// <param name="data">As it is sent, but for its piece.</param>
/// <param name="parent">In it, has the piece.</param>
internal readonly ref struct TemplateSource(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, JsonObject data, JsonObject parent, string member, string piece)
{
    public const string SequenceNumber = "sequence_number";
    private const string PaddingMember = "obfuscation";

    /// <summary>Stand where the holes are while an event is written; nobody else can know them.</summary>
    private static readonly string PieceMark = Guid.NewGuid().ToString("N");
    private static readonly string PaddingMark = Guid.NewGuid().ToString("N");
    private static readonly long NumberMark = Random.Shared.NextInt64(long.MaxValue / 2, long.MaxValue);

    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Json { get; } = json;

    /// <returns>In their order; null if another string is the same as the piece.</returns>
    public List<(Hole Hole, int At, int Length)>? FindHoles(bool withPadding)
    {
        var holes = new List<(Hole Hole, int At, int Length)>();
        var reader = new Utf8JsonReader(Json);
        var hole = (Hole?)null;
        while (reader.Read())
        {
            var (at, length) = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    hole = withPadding && reader.ValueTextEquals(PaddingMember) ? Hole.Padding : reader.ValueTextEquals(SequenceNumber) ? Hole.Number : null;
                    continue;
                case JsonTokenType.String when reader.ValueTextEquals(piece):
                    holes.Add((Hole.Piece, at, length));
                    break;
                case JsonTokenType.String when hole == Hole.Padding:
                case JsonTokenType.Number when hole == Hole.Number && NumberLength(reader.ValueSpan) == length:
                    holes.Add((hole.Value, at, length));
                    break;
            }

            hole = null;
        }

        return holes.FindAll(found => found.Hole == Hole.Piece).Count == 1 ? holes : null;
    }

    /// <returns>The event as it is sent, with marks in its holes.</returns>
    public byte[] WriteMarked(bool hasPadding, bool hasNumber)
    {
        var (kept, padding, number) = (parent[member], data[PaddingMember], data[SequenceNumber]);
        parent[member] = PieceMark;
        if (hasPadding)
        {
            data[PaddingMember] = PaddingMark;
        }

        if (hasNumber)
        {
            data[SequenceNumber] = NumberMark;
        }

        var written = EventFrame.Of(Encoding.ASCII.GetString(Name), data);
        parent[member] = kept;
        if (hasPadding)
        {
            data[PaddingMember] = padding;
        }

        if (hasNumber)
        {
            data[SequenceNumber] = number;
        }

        return written;
    }

    public static ReadOnlySpan<byte> MarkOf(Hole hole) => hole switch
    {
        Hole.Piece => Encoding.ASCII.GetBytes($"\"{PieceMark}\""),
        Hole.Padding => Encoding.ASCII.GetBytes($"\"{PaddingMark}\""),
        _ => Encoding.ASCII.GetBytes(NumberMark.ToString(CultureInfo.InvariantCulture)),
    };

    /// <returns>Of the digits at the beginning; 0 for a number that would not be written as it came.</returns>
    public static int NumberLength(ReadOnlySpan<byte> json)
    {
        var length = json.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? json.Length : length;
        return length is 0 or > 18 || (json[0] == '0' && length > 1) ? 0 : length;
    }
}

/// <summary>What differs in events that are like each other.</summary>
internal enum Hole
{
    Piece,
    Padding,
    Number,
}
