namespace FourRunr.Audit;

/// <summary>The findings so far; beyond the limit they are only counted.</summary>
internal sealed class FindingList(int limit)
{
    private readonly List<FindingDraft> _drafts = [];
    private long _beyond;

    public void Add(FindingDraft draft)
    {
        if (_drafts.Count < limit)
        {
            _drafts.Add(draft);
        }
        else
        {
            _beyond++;
        }
    }

    /// <summary>Takes back what turned out to be part of another defect.</summary>
    public void Remove(FindingDraft draft)
    {
        if (!_drafts.Remove(draft))
        {
            _beyond--;
        }
    }

    /// <param name="writers">What was read of each writer.</param>
    public (IReadOnlyList<AuditFinding> Findings, long Count) Complete(IReadOnlyDictionary<string, AuditWriterReport> writers)
    {
        var strays = new Strays(_drafts, writers, isAll: _beyond == 0);
        AuditFinding[] findings =
        [
            .. _drafts.SelectMany(strays.Settle)
                .OrderBy(finding => finding.Writer, StringComparer.Ordinal).ThenBy(finding => finding.Seq),
        ];
        return (findings.Length > limit ? findings[..limit] : findings, findings.Length + _beyond);
    }
}
