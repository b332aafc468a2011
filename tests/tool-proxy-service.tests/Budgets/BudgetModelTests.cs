using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>
/// Random reserves, settles, late settles, releases, repeats and jumps of time against a plain model: a list of calls that is added up anew for every
/// question. The seeds are fixed; a failure names its own.
/// </summary>
public sealed class BudgetModelTests
{
    private const int Steps = 300;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    public static TheoryData<Backend, int> Runs =>
        [.. from backend in Enum.GetValues<Backend>() from seed in Enumerable.Range(1, 12) select (backend, seed)];

    [Theory, MemberData(nameof(Runs))]
    public async Task RandomInterleaving_EveryStep_AgreesWithTheModel(Backend backend, int seed)
    {
        var random = new Random(seed);
        await using var one = TestLedger.Create(backend);
        await using var two = backend == Backend.Cluster ? one.Beside() : null;
        var policy = TestBudgets.NewPolicy();
        Budget[] all =
        [
            TestBudgets.Usd(policy, "0.001", TestBudgets.Day("America/Toronto"), "daily"),
            TestBudgets.Usd(policy, "0.0006", TestBudgets.Sliding("10m"), "recent", per: "role"),
            TestBudgets.Tokens(policy, 2000, TestBudgets.Sliding("1h")),
            TestBudgets.Tokens(policy, 5000, TestBudgets.Month, "monthly", per: "all"),
        ];
        var model = new Model();
        var calls = new List<BudgetReservation>();
        for (var step = 0; step < Steps; step++)
        {
            var ledger = two is not null && random.Next(2) == 0 ? two : one;
            switch (random.Next(10))
            {
                case < 4:
                    await ReserveAsync(ledger);
                    break;
                case < 8 when calls.Count > 0:
                    await SettleAsync(ledger, calls[random.Next(calls.Count)]);
                    break;
                case 8 when calls.Count > 0:
                    // The same id again.
                    var known = calls[random.Next(calls.Count)];
                    if (!model.IsForgotten(known, one.Now))
                    {
                        Assert.IsType<ReserveOutcome.Duplicate>(
                            await ledger.Ledger.ReserveAsync(known.CallId, known.Budgets, known.Hold, Deadline, CancellationToken.None));
                    }

                    break;
                default:
                    one.Pass(TimeSpan.FromSeconds(random.Next(10) == 0 ? random.Next(7200) : random.Next(60)));
                    break;
            }

            await AgreesAsync(ledger, step);
        }

        async Task ReserveAsync(TestLedger ledger)
        {
            var budgets = all.Where(_ => random.Next(3) > 0).ToArray();
            if (budgets.Length == 0)
            {
                return;
            }

            var hold = new SpendAmount(random.Next(200), random.Next(600));
            var outcome = await ledger.Ledger.ReserveAsync(TestLedger.NewCall(), budgets, hold, Deadline, CancellationToken.None);
            var now = outcome is ReserveOutcome.Granted { Reservation: var given } ? given.ReservedAt : ledger.Now;
            model.Lapse(now);
            var fits = budgets.All(budget => model.Spent(budget, now) + model.Held(budget, now) + hold.In(budget.Unit) <= budget.Limit);
            if (!fits)
            {
                var refused = Assert.IsType<ReserveOutcome.Short>(outcome);
                Assert.Equal(budgets.Any(budget => model.Spent(budget, now) + hold.In(budget.Unit) > budget.Limit), refused.IsSpent);
                return;
            }

            var reservation = Assert.IsType<ReserveOutcome.Granted>(outcome).Reservation;
            ledger.History.Record(reservation);
            calls.Add(reservation);
            model.Add(reservation);
        }

        async Task SettleAsync(TestLedger ledger, BudgetReservation call)
        {
            // Another time, as a process has it that does not know that it has ended.
            var again = new BudgetReservation(call.CallId, call.Budgets, call.Hold, call.ReservedAt, call.Deadline);
            if (model.IsForgotten(call, ledger.Now))
            {
                return;
            }

            // Now and then nothing, or more than was held.
            var actual = random.Next(5) == 0 ? default : new SpendAmount(random.Next(250), random.Next(700));
            await ledger.Ledger.SettleAsync(again, actual);
            if (model.Settle(call, actual, ledger.Now))
            {
                ledger.History.Record(call, actual);
            }

            ledger.Ledger.Recorded(again);
        }

        async Task AgreesAsync(TestLedger ledger, int step)
        {
            var read = await ledger.Ledger.ReadAsync(all, CancellationToken.None);
            var now = ledger.Now;
            for (var i = 0; i < all.Length; i++)
            {
                // Holds past their deadline are moved when somebody reserves or settles: until then they are held.
                var (state, spent, held) = (read[i].State, model.Spent(all[i], now), model.Held(all[i], now));
                Assert.True(
                    state.Spent + state.Held == spent + held && state.Overrun == model.Overrun(all[i], now),
                    $"seed {seed}, step {step}, {all[i].Name}: {state.Spent} + {state.Held} ({state.Overrun}), and not {spent} + {held} ({model.Overrun(all[i], now)})");
            }
        }
    }

    private sealed class Model
    {
        private readonly List<Entry> _entries = [];

        public void Add(BudgetReservation call) => _entries.Add(new Entry(call));

        public void Lapse(DateTimeOffset now) =>
            _entries.ForEach(entry => entry.IsLapsed |= entry.Actual is null && entry.Call.Deadline <= now);

        /// <summary>So long ended that neither its id nor that it ended is remembered.</summary>
        public bool IsForgotten(BudgetReservation call, DateTimeOffset now) =>
            _entries.Any(entry => entry.Call == call && entry.EndedAt < now.AddMinutes(-4));

        public bool Settle(BudgetReservation call, SpendAmount actual, DateTimeOffset now)
        {
            var entry = _entries.Single(entry => entry.Call == call);
            if (entry.Actual is not null)
            {
                return false;
            }

            (entry.Actual, entry.EndedAt) = (actual, now);
            return true;
        }

        public long Spent(Budget budget, DateTimeOffset now) =>
            Sum(budget, now, entry => entry.Actual?.In(budget.Unit) ?? (entry.IsLapsed ? entry.Call.Hold.In(budget.Unit) : 0));

        public long Held(Budget budget, DateTimeOffset now) =>
            Sum(budget, now, entry => entry.Actual is null && !entry.IsLapsed ? entry.Call.Hold.In(budget.Unit) : 0);

        public long Overrun(Budget budget, DateTimeOffset now) =>
            Sum(budget, now, entry => Math.Max(0, (entry.Actual?.In(budget.Unit) ?? 0) - entry.Call.Hold.In(budget.Unit)));

        private long Sum(Budget budget, DateTimeOffset now, Func<Entry, long> amount) => _entries
            .Where(entry => entry.Call.Budgets.Contains(budget)
                && entry.Call.ReservedAt.ToUnixTimeMilliseconds() >= budget.Window.StartAt(now.ToUnixTimeMilliseconds()))
            .Sum(amount);

        private sealed class Entry(BudgetReservation call)
        {
            public BudgetReservation Call { get; } = call;

            public SpendAmount? Actual { get; set; }

            public DateTimeOffset EndedAt { get; set; } = DateTimeOffset.MaxValue;

            public bool IsLapsed { get; set; }
        }
    }
}
