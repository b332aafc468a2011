namespace FourRunr.Audit;

/// <summary>Where a row stands that is not the one that was expected, judged by the rows around it.</summary>
/// <param name="homes">Where the row and those that follow it belong, as far as their entries say: seq 0 if that of the row is not to be trusted.</param>
internal sealed class PlaceGuess(IReadOnlyList<ExportPlace> homes)
{
    /// <param name="expected">The place after the row before; unknown at the beginning.</param>
    /// <param name="isClosed">Whether the rows of a writer are over.</param>
    /// <returns>The place, and whether the row that belongs there follows too; null if nothing tells.</returns>
    public (ExportPlace Place, bool Beside)? Find(ExportPlace expected, Func<string, bool> isClosed)
    {
        if (expected.Writer is { } writer && StaysWith(writer, expected.Seq, isClosed))
        {
            var seq = Continued(writer, expected.Seq);
            return seq < expected.Seq ? (expected, true) : (new ExportPlace(writer, seq), false);
        }

        return (homes[0].Writer ?? homes.FirstOrDefault(home => home.Writer is not null).Writer) is { } next ? Begun(next) : null;
    }

    /// <summary>A row of another writer ends this one's, unless rows follow that continue it.</summary>
    private bool StaysWith(string writer, long next, Func<string, bool> isClosed)
    {
        if (homes[0].Writer is not { } own)
        {
            // Before row 2 of another writer it is row 1 of that.
            return !(homes.Count > 1 && homes[1].Writer is { } other && other != writer && homes[1].Seq == 2);
        }

        return own == writer || isClosed(own) || homes.Skip(1).Index().Any(home =>
            home.Item.Writer == writer && home.Item.Seq - home.Index - 1 is var seq && (seq == next || seq == next - 1));
    }

    private long Continued(string writer, long next)
    {
        if (IsSwapped(writer, next))
        {
            return next;
        }

        var runs = Runs(writer).ToArray();
        if (runs.Length > 0)
        {
            // A run far ahead may be a block that stands too early: then rows between follow.
            var (first, _) = runs[0];
            return first <= next ? first : runs.Where(run => run.Row >= next && run.Row < first).Select(run => run.Start).Append(first).First();
        }

        return Single(writer, from: 1) ?? (homes[0].Writer == writer && homes[0].Seq > next ? homes[0].Seq : next);
    }

    /// <summary>The row and the next one stand in each other's place.</summary>
    private bool IsSwapped(string writer, long next) =>
        homes.Count > 1 && homes[0] == new ExportPlace(writer, next + 1) && homes[1] == new ExportPlace(writer, next)
        && (homes.Count == 2 || homes[2].Writer != writer || homes[2].Seq == next + 2);

    private (ExportPlace, bool) Begun(string writer)
    {
        var seq = Runs(writer).Select(run => (long?)run.Start).FirstOrDefault() ?? Single(writer, from: 1) ?? Single(writer, from: 0)!.Value;
        var own = homes[0].Writer == writer ? homes[0].Seq : 0;
        if (IsSwapped(writer, own - 1))
        {
            return (new ExportPlace(writer, own - 1), false);
        }

        if (own > 0 && own <= seq)
        {
            return (new ExportPlace(writer, own), false);
        }

        var isCopy = homes.Count > 1 && own > 0 && homes[1] == homes[0];
        return seq < 1 || isCopy ? (new ExportPlace(writer, Math.Max(seq + 1, 1)), true) : (new ExportPlace(writer, seq), false);
    }

    /// <summary>Each two rows that follow each other as they should, and where by them the first row stands.</summary>
    private IEnumerable<(long Start, long Row)> Runs(string writer)
    {
        for (var index = 0; index + 1 < homes.Count; index++)
        {
            if (homes[index].Writer == writer && homes[index + 1] == new ExportPlace(writer, homes[index].Seq + 1))
            {
                yield return (homes[index].Seq - index, homes[index].Seq);
            }
        }
    }

    /// <summary>Where the first row would stand by the next one that names this writer.</summary>
    private long? Single(string writer, int from)
    {
        for (var index = from; index < homes.Count; index++)
        {
            if (homes[index].Writer == writer)
            {
                return homes[index].Seq - index;
            }
        }

        return null;
    }
}
