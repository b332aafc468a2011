using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>Follows the places of one writer and reports those without a row.</summary>
internal sealed class PlaceCount(string writer, FindingList findings)
{
    /// <summary>0 without any row.</summary>
    public long First { get; private set; }

    public long Last { get; private set; }

    /// <summary>There is a row at that place. One that belongs there moves the end of the rows; another one only if it is the next.</summary>
    public void Pass(long seq, bool isOwn)
    {
        if (First == 0)
        {
            (First, Last) = (seq, seq - 1);
        }

        if (isOwn)
        {
            ReportGap(AuditFindingKind.Missing, seq - 1);
        }

        Last = isOwn || seq - 1 == Last ? seq : Last;
    }

    /// <param name="head">The highest seq that is known to have existed; 0 if none is.</param>
    public void Finish(long head) => ReportGap(AuditFindingKind.Truncated, head);

    private void ReportGap(AuditFindingKind kind, long last)
    {
        if (last > Last)
        {
            findings.AddGap(kind, writer, Last + 1, last);
        }
    }
}
