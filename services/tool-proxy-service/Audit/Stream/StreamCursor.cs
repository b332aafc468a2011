namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>
/// The last row of each writer that a follower has seen. As text it is an event's id: the number of writers left out, then for each writer
/// the end of its name and the row (<c>0-1f0a9c2b.120-77aa0011.9</c>). Of many writers it lists those that moved last.
/// </summary>
internal sealed class StreamCursor
{
    private const int MostListed = 16;
    private const int NameLength = 8;
    private const int LongestText = 1024;

    private readonly Dictionary<string, long> _positions;
    private readonly List<string> _order;

    private StreamCursor(IReadOnlyList<WriterPosition> writers) =>
        (_positions, _order) = (writers.ToDictionary(writer => writer.Writer, writer => writer.Seq), [.. writers.Select(writer => writer.Writer)]);

    /// <param name="writers">The newest first.</param>
    public static StreamCursor AtTheEnd(IReadOnlyList<WriterPosition> writers) => new(writers);

    /// <summary>The position of a follower that reconnects, among the present writers.</summary>
    /// <param name="most">Most rows that it may be sent late, of all writers together.</param>
    /// <returns>The cursor; whether nothing since then is missing; how many rows are left out because they are too many.</returns>
    public static (StreamCursor Cursor, bool IsKnown, long LeftOut) Resume(string text, IReadOnlyList<WriterPosition> writers, long most)
    {
        var cursor = AtTheEnd(writers);
        if (Read(text) is not { } resumed)
        {
            return (cursor, false, 0);
        }

        var isKnown = resumed.LeftOut == 0;
        var behind = new List<(WriterPosition Writer, long From)>();
        foreach (var writer in writers)
        {
            // A writer that a complete position does not list began later.
            var from = resumed.Places.Remove(NameOf(writer.Writer), out var seq) ? seq : isKnown ? 0 : writer.Seq;
            isKnown &= from <= writer.Seq;
            if (from < writer.Seq)
            {
                behind.Add((writer, from));
            }
        }

        long leftOut = 0;
        foreach (var (writer, from) in behind)
        {
            var start = Math.Max(from, writer.Seq - (most / behind.Count));
            leftOut += start - from;
            cursor._positions[writer.Writer] = start;
        }

        return (cursor, isKnown && resumed.Places.Count == 0, leftOut);
    }

    public long this[string writer] => _positions.GetValueOrDefault(writer);

    public void MoveTo(string writer, long seq)
    {
        _positions[writer] = seq;
        // There is nearly always one writer, or a few: the one that moved comes first.
        if (_order is not [var first, ..] || first != writer)
        {
            _order.Remove(writer);
            _order.Insert(0, writer);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Math.Max(0, _order.Count - MostListed)}{string.Concat(_order.Take(MostListed).Select(writer => $"-{NameOf(writer)}.{_positions[writer].ToString(CultureInfo.InvariantCulture)}"))}");

    private static (long LeftOut, Dictionary<string, long> Places)? Read(string text)
    {
        var parts = text.Length <= LongestText ? text.Split('-') : [];
        if (parts.Length == 0 || !TryRead(parts[0], out var leftOut))
        {
            return null;
        }

        var places = new Dictionary<string, long>();
        foreach (var part in parts.Skip(1))
        {
            if (part.Split('.') is not [{ Length: NameLength } name, var number] || !TryRead(number, out var seq) || !places.TryAdd(name, seq))
            {
                return null;
            }
        }

        return (leftOut, places);
    }

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string NameOf(string writer) => writer[^NameLength..];
}

/// <param name="Seq">Its last row in the database.</param>
internal sealed record WriterPosition(string Writer, long Seq);
