using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>
/// Verifies a range of the trail in one pass, in memory that does not grow with it, and names each defect once. A range is one of
/// seq for each writer (a range of time must be turned into those first) and may begin in the middle of a chain.
/// </summary>
/// <param name="trustedKeys">Whose checkpoints count.</param>
/// <param name="findingLimit">Findings beyond it are only counted.</param>
public sealed class AuditVerifier(IEnumerable<CheckpointPublicKey> trustedKeys, int findingLimit = 1000)
{
    private readonly Dictionary<string, CheckpointPublicKey> _keys = trustedKeys.DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId);
    private readonly FindingList _findings = new(findingLimit);
    private readonly OrderedDictionary<string, ChainWalk> _walks = [];
    private ChainWalk? _walk;

    /// <summary>Trusts one more key, for checkpoints that are added from now on.</summary>
    public void Trust(CheckpointPublicKey key) => _keys.TryAdd(key.KeyId, key);

    /// <summary>The next row, writer by writer with a seq that does not fall: one that comes late is a finding. Must not be changed afterwards.</summary>
    public void Add(AuditRow row)
    {
        if (_walk?.Writer != row.Writer)
        {
            _walk?.End();
            _walk = WalkOf(row.Writer);
        }

        _walk.Add(row);
    }

    /// <summary>
    /// A checkpoint: at any time before its row, or right after it. In a range that ends before the trail does, only those of rows in
    /// the range, for one beyond the last row says that rows are missing; where rows are still being added, read checkpoints first.
    /// </summary>
    public void AddCheckpoint(AuditCheckpoint checkpoint)
    {
        if (_keys.TryGetValue(checkpoint.KeyId, out var key) && key.HasSigned(checkpoint))
        {
            WalkOf(checkpoint.Writer).AddCheckpoint(checkpoint);
            return;
        }

        _findings.Add(AuditFindingKind.CheckpointInvalid, checkpoint.Writer, checkpoint.Seq, key is null
            ? $"The checkpoint names the key {checkpoint.KeyId}, which is not known."
            : $"The signature of the checkpoint is not one of {checkpoint.KeyId}.");
    }

    /// <summary>Says that the writer is known to have a row of that seq, so that one is missed if the rows end before.</summary>
    public void ExpectHead(string writer, long seq) => WalkOf(writer).ExpectHead(seq);

    /// <summary>After the last row and checkpoint.</summary>
    public AuditReportResponse Complete()
    {
        AuditWriterResponse[] writers = [.. _walks.Values.Select(walk => walk.Finish()).Where(writer => writer.Rows > 0)];
        var (findings, count) = _findings.Complete(writers);
        return new AuditReportResponse
        {
            Intact = count == 0,
            Rows = writers.Sum(writer => writer.Rows),
            CoveredRows = writers.Sum(writer => writer.CoveredRows),
            TailRows = writers.Sum(writer => writer.TailRows),
            Checkpoints = writers.Sum(writer => writer.Checkpoints),
            Writers = writers,
            Findings = findings,
            FindingCount = count,
        };
    }

    private ChainWalk WalkOf(string writer)
    {
        _walks.TryAdd(writer, new ChainWalk(writer, _findings));
        return _walks[writer];
    }
}
