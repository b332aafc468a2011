namespace FourRunr.Audit;

/// <summary>
/// Finds out where each row of an export stands. A line does not say it, only its entry says where the row belongs. While each row is
/// the next one there is nothing to do; otherwise the lines that follow tell whether rows are missing or this one is out of place.
/// </summary>
internal sealed class ExportPlaces(AuditVerifier verifier)
{
    private const int Lookahead = 16;

    private readonly List<(AuditExportLine Line, ExportPlace Home)> _waiting = [];
    private readonly HashSet<string> _closed = [];
    private ExportPlace _next;

    /// <param name="line">A row or a checkpoint.</param>
    /// <exception cref="AuditExportException">Nothing tells where a row stands.</exception>
    public void Add(AuditExportLine line)
    {
        var home = line is AuditEntryLine entry && AuditEntry.TryReadPlace(entry.Entry, _next.Writer, out var writer, out var seq)
            ? new ExportPlace(writer, seq) : default;
        _waiting.Add((line, home));
        while (_waiting.Count > Lookahead || (_waiting.Count > 0 && NeedsNoLookahead(_waiting[0])))
        {
            PassFirst();
        }
    }

    public void Complete()
    {
        while (_waiting.Count > 0)
        {
            PassFirst();
        }
    }

    private bool NeedsNoLookahead((AuditExportLine Line, ExportPlace Home) first) => first.Line is AuditCheckpointLine || IsNext(first.Home);

    private bool IsNext(ExportPlace home) => home.Writer is not null && home == _next;

    private void PassFirst()
    {
        var (line, home) = _waiting[0];
        if (line is AuditCheckpointLine checkpoint)
        {
            verifier.AddCheckpoint(checkpoint.Checkpoint);
        }
        else if (line is AuditEntryLine entry)
        {
            var place = IsNext(home) ? Advance(home, beside: false) : Guess(entry);
            verifier.Add(new AuditRow(place.Writer!, place.Seq, entry.PreviousHash, entry.Hash, entry.Entry));
        }

        _waiting.RemoveAt(0);
    }

    private ExportPlace Guess(AuditEntryLine row)
    {
        var homes = _waiting.Where(waiting => waiting.Line is AuditEntryLine).Select(waiting => waiting.Home).ToArray();
        if (!AuditChain.IsWhole(row.PreviousHash, row.Entry, row.Hash) && homes.Skip(1).Any(home => home.Writer == homes[0].Writer))
        {
            // Whoever altered the entry may have altered the number in it.
            homes[0] = homes[0] with { Seq = 0 };
        }

        var (place, beside) = new PlaceGuess(homes).Find(_next, _closed.Contains)
            ?? throw new AuditExportException(row.Number, "neither this entry nor one near it names its writer and seq.");
        return Advance(place, beside);
    }

    private ExportPlace Advance(ExportPlace place, bool beside)
    {
        if (_next.Writer is { } before && before != place.Writer)
        {
            _closed.Add(before);
        }

        _next = beside ? place : place with { Seq = place.Seq + 1 };
        return place;
    }
}
