using System.Collections.Concurrent;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>
/// Tells the limiter and the budgets which charged calls are in the database. From then on the histories, from which lost counters and accounts
/// are rebuilt, include them. Memory is bounded by the journal's backlog.
/// </summary>
internal sealed class ChargeConfirmations
{
    private readonly ConcurrentQueue<(long Seq, QuotaCharge? Charge, BudgetReservation? Reservation)> _pending = new();
    private readonly ICallLimiter _limiter;
    private readonly IBudgetLedger _budgets;
    private readonly Lock _gate = new();

    public ChargeConfirmations(ICallLimiter limiter, IBudgetLedger budgets, AuditJournal journal)
    {
        (_limiter, _budgets) = (limiter, budgets);
        journal.RowsArrived += Confirm;
    }

    /// <param name="seq">The row of the call's end.</param>
    public void Add(long seq, QuotaCharge? charge, BudgetReservation? reservation)
    {
        if (charge is not null || reservation is not null)
        {
            _pending.Enqueue((seq, charge, reservation));
        }
    }

    private void Confirm(long arrived)
    {
        // Rows are not added here in their order: a charge that is not at the front waits a little longer.
        lock (_gate)
        {
            while (_pending.TryPeek(out var next) && next.Seq <= arrived && _pending.TryDequeue(out next))
            {
                if (next.Charge is { } charge)
                {
                    _limiter.Recorded(charge);
                }

                if (next.Reservation is { } reservation)
                {
                    _budgets.Recorded(reservation);
                }
            }
        }
    }
}
