using System.Collections.Concurrent;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>
/// Tells the limiter which charged calls are in the database. From then on the quota history, from which lost counters are rebuilt,
/// includes them. Memory is bounded by the journal's backlog.
/// </summary>
internal sealed class ChargeConfirmations
{
    private readonly ConcurrentQueue<(long Seq, QuotaCharge Charge)> _pending = new();
    private readonly ICallLimiter _limiter;
    private readonly Lock _gate = new();

    public ChargeConfirmations(ICallLimiter limiter, AuditJournal journal)
    {
        _limiter = limiter;
        journal.RowsArrived += Confirm;
    }

    /// <param name="seq">The row of the call's end.</param>
    public void Add(long seq, QuotaCharge? charge)
    {
        if (charge is not null)
        {
            _pending.Enqueue((seq, charge));
        }
    }

    private void Confirm(long arrived)
    {
        // Rows are not added here in their order: a charge that is not at the front waits a little longer.
        lock (_gate)
        {
            while (_pending.TryPeek(out var next) && next.Seq <= arrived && _pending.TryDequeue(out next))
            {
                _limiter.Recorded(next.Charge);
            }
        }
    }
}
