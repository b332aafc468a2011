namespace FourRunr.Audit;

/// <summary>
/// Rows that stand where they do not belong, seen together: what is missing at one place may have been found at another, and a
/// stray row that also stands where it belongs is a copy.
/// </summary>
internal sealed class Strays
{
    private readonly IReadOnlyDictionary<string, AuditWriterReport> _writers;
    private readonly Dictionary<string, SortedSet<long>> _found = [];
    private readonly HashSet<(string Writer, long Seq)> _taken = [];
    private readonly ILookup<string, FindingDraft> _gaps;
    private readonly bool _isAll;

    /// <param name="isAll">False if there were findings that were only counted: then no place is known to be right.</param>
    public Strays(IReadOnlyCollection<FindingDraft> drafts, IReadOnlyDictionary<string, AuditWriterReport> writers, bool isAll)
    {
        _writers = writers;
        _isAll = isAll;
        _gaps = drafts.Where(draft => draft.Kind is AuditFindingKind.Missing).ToLookup(draft => draft.Writer);
        foreach (var draft in drafts)
        {
            if (draft.Home is not { } home)
            {
                continue;
            }

            if (!_found.TryGetValue(home.Writer, out var found))
            {
                _found[home.Writer] = found = [];
            }

            found.Add(home.Seq);
            if (!draft.Extra)
            {
                _taken.Add((draft.Writer, draft.Seq));
            }
        }
    }

    public IEnumerable<AuditFinding> Settle(FindingDraft draft) => draft.Kind switch
    {
        AuditFindingKind.Missing or AuditFindingKind.Truncated => WithoutFound(draft),
        AuditFindingKind.Reordered => [Stray(draft)],
        _ => [draft.Finished()],
    };

    private AuditFinding Stray(FindingDraft draft)
    {
        var home = draft.Home!.Value;
        var here = draft.Writer == home.Writer ? $"at seq {draft.Seq}" : $"at seq {draft.Seq} of {draft.Writer}";
        if ((draft.Extra || draft.Beyond) && StandsAt(home))
        {
            return new(AuditFindingKind.Duplicated, home.Writer, home.Seq, null, draft.CallId, $"The row is there once more {here}.");
        }

        return draft.Extra
            ? new(AuditFindingKind.Reordered, home.Writer, home.Seq, null, draft.CallId, $"The row stands {here}, beside the one that belongs there.")
            : draft.Finished();
    }

    /// <summary>A row was read at that place and belongs there.</summary>
    private bool StandsAt((string Writer, long Seq) home) =>
        _isAll && _writers.TryGetValue(home.Writer, out var range) && home.Seq >= range.FirstSeq && home.Seq <= range.LastSeq
        && !_taken.Contains(home) && !_gaps[home.Writer].Any(gap => home.Seq >= gap.Seq && home.Seq <= gap.LastSeq);

    /// <summary>The rows of a gap that were not found elsewhere, as the ranges that they form.</summary>
    private IEnumerable<AuditFinding> WithoutFound(FindingDraft gap)
    {
        var from = gap.Seq;
        var last = gap.LastSeq!.Value;
        if (_found.TryGetValue(gap.Writer, out var found) && from <= last)
        {
            foreach (var seq in found.GetViewBetween(from, last))
            {
                if (seq > from)
                {
                    yield return Gap(gap, from, seq - 1);
                }

                from = seq + 1;
            }
        }

        if (from <= last)
        {
            yield return Gap(gap, from, last);
        }
    }

    private static AuditFinding Gap(FindingDraft gap, long from, long last)
    {
        var rows = from == last ? $"Row {from} is" : $"Rows {from} to {last} are";
        return new AuditFinding(gap.Kind, gap.Writer, from, last, null, $"{rows} missing{gap.Detail}.");
    }
}
