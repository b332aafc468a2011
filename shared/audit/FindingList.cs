using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>The findings; those beyond the limit are only counted.</summary>
internal sealed class FindingList(int limit)
{
    private readonly List<AuditFindingResponse> _findings = [];
    private readonly List<Stray> _strays = [];
    private long _beyond;

    public void Add(AuditFindingKind kind, string writer, long seq, string detail, AuditEntry? entry = null) =>
        Keep(_findings, new() { Kind = kind, Writer = writer, Seq = seq, CallId = entry?.CallId, ChangeId = entry?.Change?.ChangeId, Detail = detail });

    public void AddGap(AuditFindingKind kind, string writer, long from, long last) => Keep(_findings, StrayPlaces.Gap(kind, writer, from, last));

    public void Add(Stray stray) => Keep(_strays, stray);

    /// <param name="writers">What was read of each writer.</param>
    public (IReadOnlyList<AuditFindingResponse> Findings, long Count) Complete(IReadOnlyCollection<AuditWriterResponse> writers)
    {
        var places = new StrayPlaces(_strays, _findings, writers, isAll: _beyond == 0);
        var settled = _findings.SelectMany(places.Settle).Concat(_strays.Select(places.Settle)).ToArray();
        var first = settled.OrderBy(finding => finding.Writer, StringComparer.Ordinal).ThenBy(finding => finding.Seq).Take(limit);
        return ([.. first], settled.Length + _beyond);
    }

    private void Keep<T>(List<T> list, T item)
    {
        if (_findings.Count + _strays.Count < limit)
        {
            list.Add(item);
        }
        else
        {
            _beyond++;
        }
    }
}
