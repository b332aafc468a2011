namespace FourRunr.Audit;

/// <summary>Counts the places of one writer along and says which are empty.</summary>
internal sealed class PlaceCount(string writer, FindingList findings)
{
    private const int MostStrays = 10_000;

    /// <summary>Places beyond the next one at which only a stray stands. Alone they do not say how far the rows once went.</summary>
    private readonly SortedSet<long> _strays = [];
    private long _next;
    private long _highestHome;

    /// <summary>0 without any row.</summary>
    public long First { get; private set; }

    public long Last => _strays.Count == 0 ? _next - 1 : Math.Max(_next - 1, _strays.Max);

    /// <summary>A row stands at a place that is its own.</summary>
    public void Take(long seq)
    {
        Begin(seq);
        if (seq >= _next)
        {
            PassTo(seq);
            _next = seq + 1;
        }
    }

    /// <summary>A row stands at a place that is not its own.</summary>
    /// <param name="home">Where it belongs; 0 for another writer.</param>
    public void Stray(long seq, long home)
    {
        Begin(seq);
        _highestHome = Math.Max(_highestHome, home);
        if (seq == _next)
        {
            _next++;
        }
        else if (seq > _next && _strays.Count < MostStrays)
        {
            _strays.Add(seq);
        }
    }

    /// <param name="head">The highest seq that is known to have existed; 0 if none is.</param>
    public void Finish(long head)
    {
        // Where a stray stands and another stray belongs, a row once stood.
        var within = _strays.Count == 0 ? [] : _strays.GetViewBetween(0, Math.Max(head, _highestHome));
        if (within.Count > 0)
        {
            var last = within.Max;
            PassTo(last);
            _next = Math.Max(_next, last + 1);
        }

        if (head >= Math.Max(_next, 1))
        {
            var from = Math.Max(_next, 1);
            findings.Add(new(AuditFindingKind.Truncated, writer, from) { LastSeq = head, Detail = " at the end" });
        }
    }

    private void Begin(long seq)
    {
        if (First == 0)
        {
            (First, _next) = (seq, seq);
        }
    }

    /// <summary>Reports the places from the next one up to that one at which nothing stands.</summary>
    private void PassTo(long seq)
    {
        while (_strays.Count > 0 && _strays.Min < seq)
        {
            var stray = _strays.Min;
            Missing(_next, stray - 1);
            _next = stray + 1;
            _strays.Remove(stray);
        }

        _strays.Remove(seq);
        Missing(_next, seq - 1);
    }

    private void Missing(long from, long last)
    {
        if (from <= last)
        {
            findings.Add(new(AuditFindingKind.Missing, writer, from) { LastSeq = last });
        }
    }
}
