using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>Counts the places of one writer along and says which are empty.</summary>
internal sealed class PlaceCount(string writer, FindingList findings)
{
    private long _counted;

    /// <summary>0 without any row.</summary>
    public long First { get; private set; }

    /// <summary>A row stands at a place that is its own.</summary>
    public void Take(long seq)
    {
        Begin(seq);
        Gap(AuditFindingKind.Missing, seq - 1);
        _counted = Math.Max(_counted, seq);
    }

    /// <summary>A row stands at a place that is not its own: beyond the next one it does not say how far the rows once went.</summary>
    public void Stray(long seq)
    {
        Begin(seq);
        _counted = seq - 1 == _counted ? seq : _counted;
    }

    /// <param name="head">The highest seq that is known to have existed; 0 if none is.</param>
    public void Finish(long head) => Gap(AuditFindingKind.Truncated, head);

    private void Begin(long seq)
    {
        if (First == 0)
        {
            (First, _counted) = (seq, seq - 1);
        }
    }

    private void Gap(AuditFindingKind kind, long last)
    {
        if (last > _counted)
        {
            findings.AddGap(kind, writer, _counted + 1, last);
        }
    }
}
