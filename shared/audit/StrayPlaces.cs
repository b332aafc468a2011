using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>A whole row that stands at another place than its entry names as its home, or that comes after its place has passed.</summary>
internal sealed record Stray((string Writer, long Seq) Home, (string Writer, long Seq) Place, string? CallId)
{
    /// <summary>It takes the place of no other row: the one that belongs there is there too, or the place has passed.</summary>
    public bool IsExtra { get; set; }
}

/// <summary>
/// The strays seen together: what is missing at one place may have been found at another, and a stray row that also stands where it
/// belongs is a copy.
/// </summary>
internal sealed class StrayPlaces(
    IReadOnlyCollection<Stray> strays, IReadOnlyCollection<AuditFindingResponse> findings, IReadOnlyCollection<AuditWriterResponse> writers)
{
    /// <summary>Places at which a row stands that is not their own.</summary>
    private readonly HashSet<(string Writer, long Seq)> _taken = [.. strays.Where(stray => !stray.IsExtra).Select(stray => stray.Place)];

    private readonly ILookup<string, long> _explained = strays.Select(stray => stray.Home)
        .Concat(strays.Where(stray => !stray.IsExtra).Select(stray => stray.Place)).Distinct()
        .OrderBy(place => place.Seq).ToLookup(place => place.Writer, place => place.Seq);

    /// <summary>Of a gap remains what was not found elsewhere and at whose place no other row stands, as the ranges that it forms.</summary>
    public void SettleGap(AuditFindingResponse gap, long last, FindingList settled)
    {
        var before = gap.Seq - 1;
        foreach (var seq in _explained[gap.Writer].Where(seq => seq >= gap.Seq && seq <= last))
        {
            AddGap(seq - 1);
            before = seq;
        }

        AddGap(last);

        void AddGap(long until)
        {
            if (until > before)
            {
                settled.AddGap(gap.Kind, gap.Writer, before + 1, until);
            }
        }
    }

    /// <param name="isAll">False if there were findings that were only counted: then no place is known to be right.</param>
    public void Settle(Stray stray, bool isAll, FindingList settled)
    {
        var ((writer, seq), place) = (stray.Home, stray.Place);
        var where = stray.Place == stray.Home ? "out of order" : writer == place.Writer ? $"at seq {place.Seq}" : $"at seq {place.Seq} of {place.Writer}";
        var (kind, named, detail) = !stray.IsExtra
            ? (AuditFindingKind.Reordered, place, $"The row that stands here belongs to {(writer == place.Writer ? "" : $"{writer}, ")}seq {seq}.")
            : isAll && StandsAt(stray.Home) ? (AuditFindingKind.Duplicated, stray.Home, $"The row is there once more {where}.")
            : (AuditFindingKind.Reordered, stray.Home, $"The row stands {where}.");
        settled.Add(kind, named.Writer, named.Seq, detail, stray.CallId);
    }

    /// <summary>A row was read at that place and belongs there.</summary>
    private bool StandsAt((string Writer, long Seq) home) =>
        !_taken.Contains(home)
        && writers.Any(range => range.Writer == home.Writer && home.Seq >= range.FirstSeq && home.Seq <= range.LastSeq)
        && !findings.Any(gap => gap.Writer == home.Writer && home.Seq >= gap.Seq && home.Seq <= gap.LastSeq);
}
