namespace FourRunr.Audit;

/// <summary>Goes along the rows of one writer. Each row is looked at by itself, then for where it stands, then against the row before.</summary>
internal sealed class ChainWalk(string writer, FindingList findings)
{
    private const int MostStrays = 10_000;

    private readonly PlaceCount _places = new(writer, findings);
    private readonly CheckpointTrack _checkpoints = new(writer, findings);
    private readonly List<FindingDraft> _straysHere = [];
    private readonly List<FindingDraft> _straysSince = [];
    private AuditRow? _before;
    private long _here;
    private bool _hereIsTaken;
    private bool _hereIsWhole;
    private long _rows;

    public string Writer => writer;

    public void Add(AuditRow row)
    {
        if (row.Seq < _here)
        {
            throw new ArgumentException($"Row {row.Seq} of {writer} comes after row {_here}.", nameof(row));
        }

        if (row.Seq > _here)
        {
            (_here, _hereIsTaken, _hereIsWhole) = (row.Seq, false, false);
            _straysHere.Clear();
        }

        _rows++;
        var readable = AuditEntry.TryReadPlace(row.Entry, writer, out var ownWriter, out var ownSeq);
        var atHome = readable && ownWriter == writer && ownSeq == row.Seq;
        if (!readable || !AuditChain.IsWhole(row.PreviousHash, row.Entry, row.Hash))
        {
            Altered(row, !readable ? "The entry cannot be read." : atHome ? "The row does not match its hash."
                : $"The row does not match its hash, and its entry says {ownWriter}, seq {ownSeq}.");
        }
        else if (atHome)
        {
            AtHome(row);
        }
        else
        {
            Stray(row, (ownWriter!, ownSeq));
        }
    }

    public void AddCheckpoint(AuditCheckpoint checkpoint) => _checkpoints.Add(checkpoint, _places.First, _here, _before);

    public void ExpectHead(long seq) => _checkpoints.Expect(seq);

    public AuditWriterReport Finish()
    {
        _straysSince.ForEach(stray => stray.Beyond = stray.Seq > _checkpoints.Head);
        _places.Finish(_checkpoints.Head);
        return new AuditWriterReport(writer, _places.First, _places.Last, _rows,
            _checkpoints.CoveredRows, _checkpoints.TailRows, _checkpoints.Good, _checkpoints.LastGood);
    }

    private void Altered(AuditRow row, string detail)
    {
        findings.Add(new(AuditFindingKind.Altered, writer, row.Seq) { CallId = AuditEntry.CallId(row.Entry), Detail = detail });
        _checkpoints.PassDefect();
        TakePlace();
    }

    private void Stray(AuditRow row, (string Writer, long Seq) home)
    {
        var belongs = home.Writer == writer ? $"seq {home.Seq}" : $"{home.Writer}, seq {home.Seq}";
        var draft = new FindingDraft(AuditFindingKind.Reordered, writer, row.Seq)
        {
            CallId = AuditEntry.CallId(row.Entry),
            Detail = $"The row that stands here belongs to {belongs}.",
            Home = home,
            Extra = _hereIsTaken,
        };
        findings.Add(draft);
        _straysHere.Add(draft);
        if (_straysSince.Count < MostStrays)
        {
            _straysSince.Add(draft);
        }

        _places.Stray(row.Seq, home.Writer == writer ? home.Seq : 0);
        _checkpoints.PassDefect();
    }

    private void AtHome(AuditRow row)
    {
        if (_hereIsWhole)
        {
            Duplicated(row);
            return;
        }

        _hereIsWhole = true;
        TakePlace();
        var linked = _before?.Seq == row.Seq - 1 && _before.Hash.AsSpan().SequenceEqual(row.PreviousHash);
        if (!linked && _before?.Seq == row.Seq - 1)
        {
            Rewritten(_before, $"The row is whole, but row {row.Seq} was chained to another.");
        }

        if (row.Seq == 1 && !AuditChain.Start.SequenceEqual(row.PreviousHash))
        {
            Rewritten(row, "The row is whole, but does not begin a chain.");
            _checkpoints.PassDefect();
            return;
        }

        _before = row;
        _checkpoints.Pass(row, linked);
    }

    private void Duplicated(AuditRow row)
    {
        var same = _before?.Seq == row.Seq && _before.Hash.AsSpan().SequenceEqual(row.Hash);
        findings.Add(new(AuditFindingKind.Duplicated, writer, row.Seq)
        {
            CallId = AuditEntry.CallId(row.Entry),
            Detail = same ? "The row is there once more." : "There is another row of this seq.",
        });
        _checkpoints.PassDefect();
        if (!same)
        {
            // Which of the two the next row was chained to, it alone can say.
            _before = null;
        }
    }

    private void Rewritten(AuditRow row, string detail) => findings.Add(new(AuditFindingKind.Rewritten, writer, row.Seq)
    {
        CallId = AuditEntry.CallId(row.Entry),
        Detail = detail + _checkpoints.FoldMismatch(),
    });

    private void TakePlace()
    {
        _hereIsTaken = true;
        _straysHere.ForEach(stray => stray.Extra = true);
        _straysSince.Clear();
        _places.Take(_here);
    }
}
