using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Spending;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>What a call did cost: its flat price, and of a model every attempt whose usage is known, each at the price of its provider.</summary>
internal static class CallCost
{
    /// <summary>The failed attempts among the facts get their costs.</summary>
    public static SpendAmount Of(CallFacts facts, HeldSpend held)
    {
        if (facts.Attempts == 0 || facts.Cached)
        {
            return default;
        }

        switch (facts)
        {
            case { Plan: null or { IsFree: true } }:
                return new SpendAmount(held.Flat, Tokens: 0);
            case { Model: { } answer, Plan: { } plan }:
                facts.Model = answer = answer with { FailedAttempts = Price(answer.FailedAttempts, held, plan) };
                return Sum(OfLast(answer, held, plan), answer.FailedAttempts);
            // The call broke before anything was known of an answer.
            default:
                return held.Hold;
        }
    }

    /// <summary>Of the provider that was asked last. The hold, where it may have cost something that nobody knows.</summary>
    private static SpendAmount OfLast(ModelAnswer answer, HeldSpend held, ModelPlan plan) => answer.Usage switch
    {
        // Of a provider that failed before, likewise: but where another one has answered, what an unknown attempt did cost is left out.
        null => answer.FailedAttempts.Any(attempt => attempt.Usage is { Source: UsageSource.Hold }) ? held.Hold : new SpendAmount(held.Flat, Tokens: 0),
        { Source: UsageSource.Hold } => held.Hold,
        // Without a price the hold is at least what the call itself costs.
        { } usage => new SpendAmount(
            CostOf(answer.Provider, answer.Model, usage, held, plan) is { } cost ? Add(cost, held.Flat) : held.Hold.Microusd, usage.Total),
    };

    private static IReadOnlyList<FailedAttempt> Price(IReadOnlyList<FailedAttempt> attempts, HeldSpend held, ModelPlan plan) => attempts.Count == 0 ? attempts :
    [
        .. attempts.Select(attempt => attempt.Usage is { Source: not UsageSource.Hold } usage
            ? attempt with { Microusd = CostOf(attempt.Provider, attempt.ProviderModel, usage, held, plan) }
            : attempt),
    ];

    private static SpendAmount Sum(SpendAmount last, IReadOnlyList<FailedAttempt> failed)
    {
        foreach (var attempt in failed)
        {
            last = new SpendAmount(
                Add(last.Microusd, attempt.Microusd ?? 0),
                attempt.Usage is { Source: not UsageSource.Hold } usage ? Add(last.Tokens, usage.Total) : last.Tokens);
        }

        return last;
    }

    private static long? CostOf(string provider, string model, ModelUsage usage, HeldSpend held, ModelPlan plan) =>
        held.Prices.FindModel(provider, model)?.Cost(usage, plan.ServiceTier);

    /// <summary>Both are amounts that every counter holds exactly.</summary>
    private static long Add(long one, long other) => Math.Min(one + other, Budget.MostExact);
}
