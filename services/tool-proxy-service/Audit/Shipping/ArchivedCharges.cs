using System.Collections.Concurrent;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>
/// Tells the limiter which charged calls are in the database: only from then on does the history of quotas, from which lost
/// counters are rebuilt, hold them. Memory is bounded by the journal's backlog.
/// </summary>
internal sealed class ArchivedCharges
{
    private readonly ConcurrentQueue<(long Seq, QuotaCharge Charge)> _onTheirWay = new();
    private readonly ICallLimiter _limiter;
    private readonly Lock _oneAtATime = new();

    public ArchivedCharges(ICallLimiter limiter, AuditJournal journal)
    {
        _limiter = limiter;
        journal.RowsArrived += Settle;
    }

    /// <param name="seq">The row of the call's end.</param>
    public void Add(long seq, QuotaCharge? charge)
    {
        if (charge is not null)
        {
            _onTheirWay.Enqueue((seq, charge));
        }
    }

    private void Settle(long arrived)
    {
        // Calls end in another order than their rows are added here: who is not at the front waits a little longer.
        lock (_oneAtATime)
        {
            while (_onTheirWay.TryPeek(out var next) && next.Seq <= arrived && _onTheirWay.TryDequeue(out next))
            {
                _limiter.Recorded(next.Charge);
            }
        }
    }
}
