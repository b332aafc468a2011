using System.Collections.Concurrent;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>Records of calls as the ledgers see them: the last that was said of a call counts.</summary>
internal sealed class TestSpendHistory : ISpendHistory
{
    private readonly ConcurrentDictionary<string, (BudgetReservation Reservation, SpendAmount? Actual)> _calls = new();
    private int _reads;

    public bool IsAway { get; set; }

    public string Writer { get; } = GatewayId.New(GatewayId.Writer, TimeProvider.System);

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Runs within every read, after it looked.</summary>
    public Func<Task> AfterReading { get; set; } = () => Task.CompletedTask;

    /// <summary>The announcement of a call, or its end.</summary>
    public void Record(BudgetReservation reservation, SpendAmount? actual = null) => _calls[reservation.CallId] = (reservation, actual);

    /// <summary>Everything on record, and holds of calls without an end.</summary>
    public long Sum(Budget budget) => _calls.Values
        .Where(call => call.Reservation.Budgets.Any(other => other.Account == budget.Account))
        .Sum(call => (call.Actual ?? call.Reservation.Hold).In(budget.Unit));

    public Task<IReadOnlySet<string>> FindChargedAsync(IReadOnlyList<string> callIds, CancellationToken cancellationToken) => IsAway
        ? throw new StorageUnavailableException(new InvalidOperationException("away"))
        : Task.FromResult<IReadOnlySet<string>>(callIds.Where(_calls.ContainsKey).ToHashSet());

    public async Task<IReadOnlyList<ChargedCall>> ReadAsync(string account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        if (IsAway)
        {
            throw new StorageUnavailableException(new InvalidOperationException("away"));
        }

        ChargedCall[] found =
        [
            .. from call in _calls.Values
               where call.Reservation.Budgets.Any(budget => budget.Account == account)
               where call.Reservation.ReservedAt >= @from && call.Reservation.ReservedAt < to
               select new ChargedCall(
                   call.Reservation.CallId, call.Reservation.ReservedAt, call.Actual ?? call.Reservation.Hold, IsHold: call.Actual is null),
        ];
        await AfterReading();
        return found;
    }
}
