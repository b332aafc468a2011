namespace FourRunr.Audit;

/// <summary>Compares validly signed checkpoints of one writer with its rows, and counts what they vouch for.</summary>
internal sealed class CheckpointTrack(string writer, FindingList findings)
{
    private readonly PriorityQueue<byte[], long> _ahead = new();
    private FindingDraft? _mismatch;
    private long _mismatches;
    private long _unbroken;
    private long _expected;

    public long Good { get; private set; }
    public long? LastGood { get; private set; }
    public long CoveredRows { get; private set; }
    public long TailRows { get; private set; }

    /// <summary>The highest seq that a checkpoint or the caller names.</summary>
    public long Head => _expected;

    public void Expect(long seq) => _expected = Math.Max(_expected, seq);

    /// <param name="first">Where the range begins.</param>
    /// <param name="here">Where the last row stands, 0 before the first.</param>
    /// <param name="row">The last row that is whole and in its place.</param>
    public void Add(AuditCheckpoint checkpoint, long first, long here, AuditRow? row)
    {
        Expect(checkpoint.Seq);
        if (checkpoint.Seq > here)
        {
            _ahead.Enqueue(checkpoint.Hash, checkpoint.Seq);
        }
        else if (checkpoint.Seq == row?.Seq)
        {
            Compare(checkpoint.Seq, checkpoint.Hash, row.Hash);
        }
        else if (checkpoint.Seq >= first && checkpoint.Seq < here)
        {
            findings.Add(new(AuditFindingKind.CheckpointInvalid, writer, checkpoint.Seq)
            {
                Detail = "The checkpoint came after its row had passed and was not compared.",
            });
        }
    }

    /// <summary>A whole row in its place.</summary>
    /// <param name="linked">It is chained to the row before, which is whole and in its place too.</param>
    public void Pass(AuditRow row, bool linked)
    {
        if (!linked)
        {
            _unbroken = 0;
        }

        // Where the row before is not there or not whole, this one still tells what its hash was.
        CompareUpTo(row.Seq - 1, row.PreviousHash);
        _unbroken++;
        TailRows++;
        CompareUpTo(row.Seq, row.Hash);
    }

    /// <summary>A row that has a finding of its own: no checkpoint vouches for it.</summary>
    public void PassDefect() => TailRows++;

    /// <summary>Hands what checkpoints said over to the finding that the chain gives for the same rows.</summary>
    /// <returns>What to add to its detail.</returns>
    public string FoldMismatch()
    {
        if (_mismatch is null)
        {
            return "";
        }

        findings.Remove(_mismatch);
        var detail = $" The checkpoint of row {_mismatch.Seq} names another hash too: rows from {Since} on are in doubt.";
        _mismatch = null;
        return detail;
    }

    private string Since => LastGood is { } good ? $"row {good + 1}" : "the first row";

    private void CompareUpTo(long row, byte[] hash)
    {
        while (_ahead.TryPeek(out var signed, out var seq) && seq <= row)
        {
            _ahead.Dequeue();
            if (seq == row)
            {
                Compare(seq, signed, hash);
            }
        }
    }

    private void Compare(long seq, byte[] signed, byte[] found)
    {
        if (signed.AsSpan().SequenceEqual(found))
        {
            (Good, LastGood, _mismatch) = (Good + 1, seq, null);
            CoveredRows += _unbroken;
            (_unbroken, TailRows) = (0, 0);
            return;
        }

        _mismatches = _mismatch is null ? 1 : _mismatches + 1;
        if (_mismatch is null)
        {
            findings.Add(_mismatch = new(AuditFindingKind.CheckpointMismatch, writer, seq));
        }

        var more = _mismatches == 1 ? "" : $" So do {_mismatches - 1} after it, up to row {seq}.";
        _mismatch.Detail = $"A signed checkpoint names another hash for this row: rows from {Since} on were rewritten.{more}";
    }
}
