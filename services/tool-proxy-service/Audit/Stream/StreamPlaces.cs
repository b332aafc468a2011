using System.Globalization;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>
/// Up to which row of each writer a follower has come. As text, an event's id: how many writers are left out, then of each
/// the end of its name and the row (<c>0-1f0a9c2b.120-77aa0011.9</c>). Of many writers it tells those that moved, and the newest.
/// </summary>
internal sealed class StreamPlaces
{
    private const int MostTold = 16;
    private const int NameLength = 8;
    private const int LongestText = 1024;

    private readonly Dictionary<string, long> _places;
    private readonly List<string> _order;

    private StreamPlaces(IReadOnlyList<WriterPlace> writers) =>
        (_places, _order) = (writers.ToDictionary(writer => writer.Writer, writer => writer.Seq), [.. writers.Select(writer => writer.Writer)]);

    /// <param name="writers">The newest first.</param>
    public static StreamPlaces AtTheEnd(IReadOnlyList<WriterPlace> writers) => new(writers);

    /// <summary>Where a follower was, for what there is now.</summary>
    /// <param name="most">Rows that it may be shown late, all writers together.</param>
    /// <returns>The places, whether all is there that came since, and how many rows are left out because they are too many.</returns>
    public static (StreamPlaces Places, bool IsKnown, long LeftOut) Resume(string text, IReadOnlyList<WriterPlace> writers, long most)
    {
        var places = AtTheEnd(writers);
        if (Read(text) is not { } told)
        {
            return (places, false, 0);
        }

        var isKnown = told.LeftOut == 0;
        var behind = new List<(WriterPlace Writer, long From)>();
        foreach (var writer in writers)
        {
            // A writer of which a complete position says nothing began later.
            var from = told.Places.Remove(NameOf(writer.Writer), out var seq) ? seq : isKnown ? 0 : writer.Seq;
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
            places._places[writer.Writer] = start;
        }

        return (places, isKnown && told.Places.Count == 0, leftOut);
    }

    public long this[string writer] => _places.GetValueOrDefault(writer);

    public void MoveTo(string writer, long seq)
    {
        _places[writer] = seq;
        // Nearly always one writer, or few: the one that moved comes first.
        if (_order is not [var first, ..] || first != writer)
        {
            _order.Remove(writer);
            _order.Insert(0, writer);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Math.Max(0, _order.Count - MostTold)}{string.Concat(_order.Take(MostTold).Select(writer => $"-{NameOf(writer)}.{_places[writer].ToString(CultureInfo.InvariantCulture)}"))}");

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

/// <param name="Seq">The last row of it that has arrived.</param>
internal sealed record WriterPlace(string Writer, long Seq);
