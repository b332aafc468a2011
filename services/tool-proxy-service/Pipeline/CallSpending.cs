using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Prices;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Spending;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Holds the most that a call may cost in every budget that applies, and turns it into what the call did cost.</summary>
internal sealed class CallSpending(PriceCatalog prices, IBudgetLedger ledger)
{
    /// <summary>A lower cap is tried so often: others may take in between what was left.</summary>
    private const int MostTries = 3;

    /// <summary>What a call may take longer than its time, before its hold is taken for spent.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Whether the call may cost something, if its tool is asked.</summary>
    public bool HasPrice(AllowedCall call, CallFacts facts) => call.Model is not null || FlatPrice(prices.At(facts.OccurredAt), call) > 0;

    /// <returns>The call, perhaps with a lower output cap.</returns>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Whether there is room cannot be known.</exception>
    public ValueTask<RefusalOr<AllowedCall>> ReserveAsync(AllowedCall call, CallFacts facts, CancellationToken cancellationToken)
    {
        var book = prices.At(facts.OccurredAt);
        var flat = FlatPrice(book, call);
        return call.Model is null && flat == 0
            ? new ValueTask<RefusalOr<AllowedCall>>(call)
            : HoldAsync(call, book, flat, facts, cancellationToken);
    }

    /// <summary>Counts what the call did cost. A call that did not reach its tool cost nothing.</summary>
    public ValueTask SettleAsync(CallFacts facts)
    {
        if (facts is not { Held: { } held, Spend: { } spend })
        {
            return ValueTask.CompletedTask;
        }

        var actual = CallCost.Of(facts, held);
        facts.Spend = spend with { Microusd = actual.Microusd, Tokens = actual.Tokens };
        facts.IsSettled = true;
        return held.Reservation is { } reservation ? ledger.SettleAsync(reservation, actual) : ValueTask.CompletedTask;
    }

    private static long FlatPrice(PriceBook book, AllowedCall call) => book.ToolPrice(call.Action.Tool, call.Action.Name) ?? 0;

    private async ValueTask<RefusalOr<AllowedCall>> HoldAsync(
        AllowedCall call, PriceBook book, long flat, CallFacts facts, CancellationToken cancellationToken)
    {
        call = call.Model is { } plan ? call with { Model = WithCounting(plan, book) } : call;
        var all = call.Policy.Budgets;
        for (var tries = 1; ; tries++)
        {
            if (!HoldOf(call.Model, book, flat, all).TryGet(out var hold, out var refusal))
            {
                return refusal;
            }

            // What costs nothing in a unit does not need its budgets.
            IReadOnlyList<Budget> budgets = all.Count == 0 ? all : [.. all.Where(budget => hold.In(budget.Unit) > 0)];
            if (budgets.Count == 0)
            {
                Take(book, flat, hold, reservation: null, facts);
                return call;
            }

            switch (await ledger.ReserveAsync(facts.CallId, budgets, hold, call.Action.Times.Total + Margin, cancellationToken))
            {
                case ReserveOutcome.Granted granted:
                    facts.Budgets = granted.Left;
                    Take(book, flat, hold, granted.Reservation, facts);
                    return call;
                case ReserveOutcome.Short shortage when tries < MostTries && Shrink(call, book, flat, hold, shortage) is { } smaller:
                    call = call with { Model = smaller };
                    facts.Plan = smaller;
                    break;
                case ReserveOutcome.Short shortage:
                    facts.Budgets = shortage.Left;
                    return RefusalOf(shortage);
                default:
                    throw new InvalidOperationException("The id of a call is new.");
            }
        }
    }

    /// <summary>Says how the tokens of each candidate are counted, as far as its price does.</summary>
    private static ModelPlan WithCounting(ModelPlan plan, PriceBook book) => book.Models.Count == 0 ? plan : plan with
    {
        Candidates =
        [
            .. plan.Candidates.Select(candidate => book.FindModel(candidate.Provider, candidate.Model) is { } price
                ? candidate with { Encoding = price.Encoding ?? default, TokenFactor = price.TokenFactor.ToDecimal() }
                : candidate),
        ],
    };

    private static void Take(PriceBook book, long flat, SpendAmount hold, BudgetReservation? reservation, CallFacts facts)
    {
        facts.Held = new HeldSpend(book, flat, hold, reservation);
        facts.Spend = new CallSpend
        {
            Microusd = hold.Microusd,
            Tokens = hold.Tokens,
            ReservedAt = reservation?.ReservedAt ?? facts.OccurredAt,
            PriceVersion = book.Version,
            Budgets = reservation is null ? null : [.. reservation.Budgets.Select(budget => budget.Account)],
        };
    }

    /// <summary>The most that the call may cost. An amount that a budget counts and nobody can say is refused.</summary>
    private static RefusalOr<SpendAmount> HoldOf(ModelPlan? plan, PriceBook book, long flat, IReadOnlyList<Budget> budgets)
    {
        if (plan is null || plan.IsFree)
        {
            return new SpendAmount(flat, Tokens: 0);
        }

        var hold = PlanHold.Of(book, plan);
        foreach (var budget in budgets)
        {
            if (budget.Unit == BudgetUnit.Usd ? hold.Microusd is null : hold.Tokens is null)
            {
                return new Refusal(GatewayErrors.ModelUnpriced, hold.Unpriced ?? "Nothing bounds the tokens of the call.") { Rule = $"budget {budget.Name}", Policy = PolicyOf(budget) };
            }
        }

        return new SpendAmount(Add(hold.Microusd ?? 0, flat), hold.Tokens ?? 0);
    }

    /// <returns>Null where a budget that is short does not allow it, or not one token fits.</returns>
    private static ModelPlan? Shrink(AllowedCall call, PriceBook book, long flat, SpendAmount hold, ReserveOutcome.Short shortage)
    {
        if (call.Model is not { IsFree: false } plan
            || shortage.Left.Any(room => room.Left < hold.In(room.Budget.Unit) && room.Budget.OnShortage != BudgetShortage.Shrink))
        {
            return null;
        }

        var cap = PlanHold.LargestCap(book, plan, LeftIn(BudgetUnit.Usd, shortage) - flat, LeftIn(BudgetUnit.Tokens, shortage));
        return cap is { } lower && lower < plan.OutputCap ? plan with { OutputCap = lower } : null;
    }

    private static long? LeftIn(BudgetUnit unit, ReserveOutcome.Short shortage) =>
        shortage.Left.Where(room => room.Budget.Unit == unit).Min(room => (long?)room.Left);

    private static Refusal RefusalOf(ReserveOutcome.Short shortage)
    {
        var budget = shortage.By.Budget;
        var left = $"{budget.Format(shortage.By.Left)} of {budget.Format(budget.Limit)} {(budget.Unit == BudgetUnit.Usd ? "USD" : "tokens")}";
        var refusal = shortage.IsSpent
            ? new Refusal(GatewayErrors.BudgetExceeded, $"The budget {budget.Name} has {left} left, less than the call may cost.") { ResetsAt = shortage.By.ResetsAt }
            : new Refusal(GatewayErrors.BudgetBusy, $"The budget {budget.Name} has {left} left while other calls are under way.") { RetryAfter = shortage.RetryAfter };
        return refusal with { Rule = $"budget {budget.Name}", Policy = PolicyOf(budget), Remaining = shortage.By.Left };
    }

    private static PolicyReference PolicyOf(Budget budget) => new(budget.Source.PolicyId, budget.Source.PolicyVersion);

    /// <summary>Both are amounts that every counter holds exactly.</summary>
    private static long Add(long one, long other) => Math.Min(one + other, Budget.MostExact);
}
