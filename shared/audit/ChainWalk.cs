using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>Verifies the rows of one writer in order. Each row is checked by itself, then its place, then its link to the row before.</summary>
internal sealed class ChainWalk(string writer, FindingList findings)
{
    private readonly PlaceCount _places = new(writer, findings);
    private readonly CheckpointTrack _checkpoints = new(writer, findings);
    private AuditRow? _before;
    private long _here;
    private Stray? _strayHere;
    private bool _hereIsTaken;
    private bool _hereIsWhole;
    private bool _isOver;
    private long _rows;

    public string Writer => writer;

    public void Add(AuditRow row)
    {
        _rows++;
        var isLate = _isOver || (row.Seq <= _places.Last && row.Seq != _here);
        if (row.Seq != _here && !isLate)
        {
            (_here, _strayHere, _hereIsTaken, _hereIsWhole) = (row.Seq, null, false, false);
        }

        var entry = AuditEntry.Read(row.Entry);
        var isWhole = entry.IsReadable && AuditChain.IsWhole(row.PreviousHash, row.Entry, row.Hash);
        var isOwn = entry.Writer == writer && entry.Seq == row.Seq;
        if (isWhole && isOwn && !isLate && !_hereIsWhole)
        {
            AtHome(row);
            return;
        }

        _checkpoints.PassDefect();
        if (isWhole && isOwn && !isLate)
        {
            Duplicated(row);
        }
        else if (isWhole)
        {
            Stray(row, entry, isLate);
        }
        else
        {
            Altered(row, entry, isLate);
        }
    }

    public void AddCheckpoint(AuditCheckpoint checkpoint) => _checkpoints.Add(checkpoint, _places.Last, _before);

    public void ExpectHead(long seq) => _checkpoints.Expect(seq);

    /// <summary>Rows of another writer begin; any further row of this one is late.</summary>
    public void End() => (_isOver, _before) = (true, null);

    public AuditWriterResponse Finish()
    {
        _checkpoints.Finish();
        _places.Finish(_checkpoints.Head);
        return new AuditWriterResponse
        {
            Writer = writer,
            FirstSeq = _places.First,
            LastSeq = _places.Last,
            Rows = _rows,
            CoveredRows = _checkpoints.CoveredRows,
            TailRows = _checkpoints.TailRows,
            Checkpoints = _checkpoints.Good,
            LastCheckpointSeq = _checkpoints.LastGood,
        };
    }

    private void Altered(AuditRow row, AuditEntry entry, bool isLate)
    {
        Report(AuditFindingKind.Altered, row, !entry.IsReadable ? "The entry cannot be read."
            : entry.Writer == writer && entry.Seq == row.Seq ? "The row does not match its hash."
            : $"The row does not match its hash, and its entry says {entry.Writer}, seq {entry.Seq}.");
        if (!isLate)
        {
            TakePlace(isOwn: false);
        }
    }

    private void Stray(AuditRow row, AuditEntry entry, bool isLate)
    {
        var stray = new Stray((entry.Writer!, entry.Seq), (writer, row.Seq), entry) { IsExtra = isLate || _hereIsTaken };
        findings.Add(stray);
        if (!isLate)
        {
            _strayHere = stray;
            _places.Pass(row.Seq, isOwn: false);
        }
    }

    private void AtHome(AuditRow row)
    {
        _hereIsWhole = true;
        TakePlace(isOwn: true);
        var isNext = _before?.Seq == row.Seq - 1;
        var isLinked = isNext && _before!.Hash.AsSpan().SequenceEqual(row.PreviousHash);
        if (isNext && !isLinked)
        {
            Rewritten(_before!, $"The row is whole, but row {row.Seq} was chained to another.");
        }

        if (row.Seq == 1 && !AuditChain.Start.SequenceEqual(row.PreviousHash))
        {
            Rewritten(row, "The row is whole, but does not begin a chain.");
            _checkpoints.PassDefect();
            return;
        }

        _before = row;
        _checkpoints.Pass(row, isLinked);
    }

    private void Duplicated(AuditRow row)
    {
        var isSame = _before?.Seq == row.Seq && _before.Hash.AsSpan().SequenceEqual(row.Hash);
        Report(AuditFindingKind.Duplicated, row, isSame ? "The row is there once more." : "There is another row of this seq.");
        // Only the next row tells to which of the two it was chained.
        _before = isSame ? _before : null;
    }

    private void Rewritten(AuditRow row, string detail) => Report(AuditFindingKind.Rewritten, row, detail + _checkpoints.FoldMismatch());

    private void Report(AuditFindingKind kind, AuditRow row, string detail) =>
        findings.Add(kind, writer, row.Seq, detail, AuditEntry.Read(row.Entry));

    private void TakePlace(bool isOwn)
    {
        _hereIsTaken = true;
        _strayHere?.IsExtra = true;
        _places.Pass(_here, isOwn);
    }
}
