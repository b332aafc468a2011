namespace FourRunr.Audit;

/// <summary>
/// Verifies a range of the trail in one pass, in memory that does not grow with it, and names each defect once. A range is one of
/// seq for each writer (a range of time must be turned into those first) and may begin in the middle of a chain.
/// </summary>
/// <param name="trustedKeys">Whose checkpoints count. Not disposed.</param>
/// <param name="findingLimit">Findings beyond it are only counted.</param>
public sealed class AuditVerifier(IEnumerable<CheckpointPublicKey> trustedKeys, int findingLimit = AuditVerifier.DefaultFindingLimit)
{
    public const int DefaultFindingLimit = 1000;

    private readonly Dictionary<string, CheckpointPublicKey> _keys = trustedKeys.DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId);
    private readonly FindingList _findings = new(findingLimit);
    private readonly Dictionary<string, ChainWalk> _ahead = [];
    private readonly Dictionary<string, AuditWriterReport> _done = [];
    private ChainWalk? _walk;

    /// <summary>Trusts one more key, for checkpoints that are added from now on.</summary>
    public void Trust(CheckpointPublicKey key) => _keys.TryAdd(key.KeyId, key);

    /// <summary>The next row: writer by writer, with a seq that does not fall. The row must not be changed afterwards.</summary>
    /// <exception cref="ArgumentException">The row comes out of this order.</exception>
    public void Add(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_walk?.Writer != row.Writer)
        {
            if (_done.ContainsKey(row.Writer))
            {
                throw new ArgumentException($"The rows of {row.Writer} do not come together.", nameof(row));
            }

            Finish();
            _walk = WalkOf(row.Writer);
            _ahead.Remove(row.Writer);
        }

        _walk!.Add(row);
    }

    /// <summary>
    /// A checkpoint: at any time before its row, or right after it. In a range that ends before the trail does, only those of rows in
    /// the range, for one beyond the last row says that rows are missing; where rows are still being added, read checkpoints first.
    /// </summary>
    public void AddCheckpoint(AuditCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var flaw = !_keys.TryGetValue(checkpoint.KeyId, out var key) ? $"The checkpoint names the key {checkpoint.KeyId}, which is not known."
            : !key.HasSigned(checkpoint) ? $"The signature of the checkpoint is not one of {checkpoint.KeyId}."
            : _done.ContainsKey(checkpoint.Writer) ? "The checkpoint came after its row had passed and was not compared."
            : null;
        if (flaw is null)
        {
            WalkOf(checkpoint.Writer).AddCheckpoint(checkpoint);
        }
        else
        {
            _findings.Add(new(AuditFindingKind.CheckpointInvalid, checkpoint.Writer, checkpoint.Seq) { Detail = flaw });
        }
    }

    /// <summary>Says that the writer is known to have a row of that seq, so that one is missed if the rows end before.</summary>
    public void ExpectHead(string writer, long seq)
    {
        if (!_done.ContainsKey(writer))
        {
            WalkOf(writer).ExpectHead(seq);
        }
    }

    /// <summary>After the last row and checkpoint.</summary>
    public AuditReport Complete()
    {
        Finish();
        foreach (var walk in _ahead.Values)
        {
            walk.Finish();
        }

        var (findings, count) = _findings.Complete(_done);
        return new AuditReport(
            _done.Values.Sum(writer => writer.Rows), _done.Values.Sum(writer => writer.CoveredRows), _done.Values.Sum(writer => writer.TailRows),
            _done.Values.Sum(writer => writer.Checkpoints), [.. _done.Values], findings, count);
    }

    private ChainWalk WalkOf(string writer)
    {
        if (_walk?.Writer == writer)
        {
            return _walk;
        }

        if (!_ahead.TryGetValue(writer, out var walk))
        {
            _ahead[writer] = walk = new ChainWalk(writer, _findings);
        }

        return walk;
    }

    private void Finish()
    {
        if (_walk is not null)
        {
            _done[_walk.Writer] = _walk.Finish();
            _walk = null;
        }
    }
}
