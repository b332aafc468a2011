using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>Compares validly signed checkpoints of one writer with its rows, and counts the rows that they cover.</summary>
internal sealed class CheckpointTrack(string writer, FindingList findings)
{
    private readonly PriorityQueue<byte[], long> _ahead = new();
    private (long Seq, long More, long Last)? _mismatch;
    private long _unbroken;

    public long Good { get; private set; }
    public long? LastGood { get; private set; }
    public long CoveredRows { get; private set; }
    public long TailRows { get; private set; }

    /// <summary>The highest seq that a checkpoint or the caller names.</summary>
    public long Head { get; private set; }

    public void Expect(long seq) => Head = Math.Max(Head, seq);

    /// <param name="here">The last place that was counted, 0 before the first.</param>
    /// <param name="row">The last row that is whole and in its place.</param>
    public void Add(AuditCheckpoint checkpoint, long here, AuditRow? row)
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
        else if (checkpoint.Seq < here)
        {
            findings.Add(AuditFindingKind.CheckpointInvalid, writer, checkpoint.Seq, "The checkpoint came after its row had passed and was not compared.");
        }
    }

    /// <summary>A whole row in its place.</summary>
    /// <param name="linked">It is chained to the row before, which is whole and in its place too.</param>
    public void Pass(AuditRow row, bool linked)
    {
        _unbroken = linked ? _unbroken : 0;
        // If the row before is missing or damaged, this one still holds its hash.
        CompareUpTo(row.Seq - 1, row.PreviousHash);
        _unbroken++;
        TailRows++;
        CompareUpTo(row.Seq, row.Hash);
    }

    /// <summary>A row that has a finding of its own: no checkpoint vouches for it.</summary>
    public void PassDefect() => TailRows++;

    /// <summary>Adds a mismatch of checkpoints to the finding of the chain for the same rows.</summary>
    /// <returns>What to add to its detail.</returns>
    public string FoldMismatch()
    {
        var detail = _mismatch is { } mismatch
            ? $" The checkpoint of row {mismatch.Seq} names another hash too: rows from {Since} on are in doubt." : "";
        _mismatch = null;
        return detail;
    }

    /// <summary>Reports the checkpoints that disagreed one after the other.</summary>
    public void Finish()
    {
        if (_mismatch is { } mismatch)
        {
            var more = mismatch.More == 0 ? "" : $" So do {mismatch.More} after it, up to row {mismatch.Last}.";
            findings.Add(AuditFindingKind.CheckpointMismatch, writer, mismatch.Seq,
                $"A signed checkpoint names another hash for this row: rows from {Since} on were rewritten.{more}");
            _mismatch = null;
        }
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
        if (!signed.AsSpan().SequenceEqual(found))
        {
            _mismatch = _mismatch is { } mismatch ? mismatch with { More = mismatch.More + 1, Last = seq } : (seq, 0, seq);
            return;
        }

        Finish();
        (Good, LastGood, CoveredRows) = (Good + 1, seq, CoveredRows + _unbroken);
        (_unbroken, TailRows) = (0, 0);
    }
}
