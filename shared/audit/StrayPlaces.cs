using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>A whole row that stands at another place than its entry names as its home, or that comes after its place has passed.</summary>
internal sealed record Stray((string Writer, long Seq) Home, (string Writer, long Seq) Place, AuditEntry Entry)
{
    /// <summary>It takes the place of no other row: the one that belongs there is there too, or the place has passed.</summary>
    public bool IsExtra { get; set; }
}

/// <summary>
/// Compares all strays: a row that is missing at one place may be at another, and a stray that also stands where it belongs is a copy.
/// </summary>
/// <param name="isAll">False if some findings were only counted: then no place is known to be right.</param>
internal sealed class StrayPlaces(
    List<Stray> strays, List<AuditFindingResponse> findings, IReadOnlyCollection<AuditWriterResponse> writers, bool isAll)
{
    /// <summary>Places at which a row stands that is not their own.</summary>
    private readonly HashSet<(string Writer, long Seq)> _taken = [.. strays.Where(stray => !stray.IsExtra).Select(stray => stray.Place)];

    /// <summary>Places that have a finding without being missing: their row was found elsewhere, or a stray or an altered row stands there.</summary>
    private readonly ILookup<string, long> _explained = strays.SelectMany(stray => new[] { stray.Home, stray.IsExtra ? stray.Home : stray.Place })
        .Concat(findings.Where(finding => finding.Kind is AuditFindingKind.Altered).Select(finding => (finding.Writer, finding.Seq)))
        .Distinct().OrderBy(place => place.Seq).ToLookup(place => place.Writer, place => place.Seq);

    public static AuditFindingResponse Gap(AuditFindingKind kind, string writer, long from, long last)
    {
        var detail = $"{(from == last ? $"Row {from} is" : $"Rows {from} to {last} are")} missing{(kind is AuditFindingKind.Truncated ? " at the end" : "")}.";
        return new() { Kind = kind, Writer = writer, Seq = from, LastSeq = last, Detail = detail };
    }

    /// <summary>Of missing rows remain those that nothing explains, as the ranges that they form.</summary>
    public IEnumerable<AuditFindingResponse> Settle(AuditFindingResponse finding)
    {
        if (finding.LastSeq is not { } last)
        {
            yield return finding;
            yield break;
        }

        var from = finding.Seq;
        foreach (var seq in _explained[finding.Writer].Where(seq => seq >= finding.Seq && seq <= last).Append(last + 1))
        {
            if (seq > from)
            {
                yield return Gap(finding.Kind, finding.Writer, from, seq - 1);
            }

            from = seq + 1;
        }
    }

    public AuditFindingResponse Settle(Stray stray)
    {
        var ((writer, seq), place) = (stray.Home, stray.Place);
        var where = place == stray.Home ? "out of order" : writer == place.Writer ? $"at seq {place.Seq}" : $"at seq {place.Seq} of {place.Writer}";
        var (kind, named, detail) = !stray.IsExtra
            ? (AuditFindingKind.Reordered, place, $"The row that stands here belongs to {(writer == place.Writer ? "" : $"{writer}, ")}seq {seq}.")
            : StandsAt(stray.Home) ? (AuditFindingKind.Duplicated, stray.Home, $"The row is there once more {where}.")
            : (AuditFindingKind.Reordered, stray.Home, $"The row stands {where}.");
        return new() { Kind = kind, Writer = named.Writer, Seq = named.Seq, CallId = stray.Entry.CallId, ChangeId = stray.Entry.Change?.ChangeId, Detail = detail };
    }

    /// <summary>A row was read at that place and belongs there.</summary>
    private bool StandsAt((string Writer, long Seq) home) =>
        isAll && !_taken.Contains(home)
        && writers.Any(range => range.Writer == home.Writer && home.Seq >= range.FirstSeq && home.Seq <= range.LastSeq)
        && !findings.Any(gap => gap.Writer == home.Writer && home.Seq >= gap.Seq && home.Seq <= gap.LastSeq);
}
