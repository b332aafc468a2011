using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>The findings so far; beyond the limit they are only counted.</summary>
internal sealed class FindingList(int limit)
{
    private readonly List<AuditFindingResponse> _findings = [];
    private readonly List<Stray> _strays = [];
    private long _beyond;

    public void Add(AuditFindingKind kind, string writer, long seq, string detail, string? callId = null, long? lastSeq = null) =>
        Keep(_findings, new() { Kind = kind, Writer = writer, Seq = seq, LastSeq = lastSeq, CallId = callId, Detail = detail });

    /// <summary>Rows are missing, unless they are found elsewhere.</summary>
    public void AddGap(AuditFindingKind kind, string writer, long from, long last)
    {
        var rows = from == last ? $"Row {from} is" : $"Rows {from} to {last} are";
        Add(kind, writer, from, $"{rows} missing{(kind is AuditFindingKind.Truncated ? " at the end" : "")}.", lastSeq: last);
    }

    /// <returns>False if the finding was only counted.</returns>
    public bool Add(Stray stray) => Keep(_strays, stray);

    /// <param name="writers">What was read of each writer.</param>
    public (IReadOnlyList<AuditFindingResponse> Findings, long Count) Complete(IReadOnlyCollection<AuditWriterResponse> writers)
    {
        var settled = new FindingList(int.MaxValue);
        var places = new StrayPlaces(_strays, _findings, writers);
        foreach (var finding in _findings)
        {
            if (finding.LastSeq is { } last)
            {
                places.SettleGap(finding, last, settled);
            }
            else
            {
                settled._findings.Add(finding);
            }
        }

        _strays.ForEach(stray => places.Settle(stray, isAll: _beyond == 0, settled));
        var findings = settled._findings.OrderBy(finding => finding.Writer, StringComparer.Ordinal).ThenBy(finding => finding.Seq).Take(limit);
        return ([.. findings], settled._findings.Count + _beyond);
    }

    private bool Keep<T>(List<T> list, T item)
    {
        if (_findings.Count + _strays.Count >= limit)
        {
            _beyond++;
            return false;
        }

        list.Add(item);
        return true;
    }
}
