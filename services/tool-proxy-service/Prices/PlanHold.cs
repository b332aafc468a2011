using FourRunr.ToolProxy.Prices.Arithmetic;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Prices;

/// <summary>What a planned call to a model may cost at most, whichever of its candidates answers.</summary>
/// <param name="Microusd">Millionths of a dollar; null when nobody can say.</param>
/// <param name="Tokens">Input and all output; null when nothing bounds them.</param>
/// <param name="Unpriced">Why there is no <paramref name="Microusd"/>, as a sentence for the caller; null when there is one.</param>
internal readonly record struct PlanHold(long? Microusd, long? Tokens, string? Unpriced)
{
    /// <summary>Of the dearest candidate. Without one price there is none at all: the cheap way could fail and the call fall back.</summary>
    public static PlanHold Of(PriceBook prices, ModelPlan plan)
    {
        PlanHold? dearest = null;
        foreach (var candidate in plan.Candidates)
        {
            var hold = Of(prices, plan, candidate);
            dearest = dearest is { } other ? Dearer(other, hold) : hold;
        }

        return dearest ?? throw new ArgumentException("A plan has a candidate.", nameof(plan));
    }

    /// <summary>The largest output cap for which the call fits into what is left; for budgets that shrink calls.</summary>
    /// <param name="microusd">Null where no budget counts dollars.</param>
    /// <param name="tokens">Null where no budget counts tokens.</param>
    /// <returns>At most the plan's own cap, at least 1; null when not even one token fits, or when the plan has no cap to lower.</returns>
    public static int? LargestCap(PriceBook prices, ModelPlan plan, long? microusd, long? tokens)
    {
        if (plan.OutputCap is not { } most)
        {
            return null;
        }

        var (fits, tooMuch) = (0, most + 1L);
        while (tooMuch - fits > 1)
        {
            var cap = (int)((fits + tooMuch) / 2);
            if (Of(prices, plan with { OutputCap = cap }).FitsInto(microusd, tokens))
            {
                fits = cap;
            }
            else
            {
                tooMuch = cap;
            }
        }

        return fits > 0 ? fits : null;
    }

    private bool FitsInto(long? microusd, long? tokens) => (microusd is null || Microusd <= microusd) && (tokens is null || Tokens <= tokens);

    private static PlanHold Of(PriceBook prices, ModelPlan plan, ModelCandidate candidate)
    {
        var price = prices.FindModel(candidate.Provider, candidate.Model);
        var rates = price?.RatesOf(plan.ServiceTier);
        var input = !plan.IsInputUnbounded ? plan.InputTokens
            : price?.ContextWindow is { } window ? Math.Max(window, plan.InputTokens)
            : (long?)null;
        var cap = plan.OutputCap ?? (rates is { IsOutputFree: true } ? 0 : price?.MaxOutput ?? price?.ContextWindow);
        var tokens = input + (cap is { } each ? ModelPrice.Outputs(each, plan.Choices) : null);
        var name = $"'{candidate.Model}' at '{candidate.Provider}'";
        var reason = plan switch
        {
            { Unpriced: { } words } => $"What {words} costs is not known beforehand.",
            _ when price is null => $"The model {name} has no price.",
            _ when rates is null => $"The service tier '{plan.ServiceTier}' of the model {name} has no price.",
            _ when input is null => $"The input has no bound, and the context window of the model {name} is not known.",
            _ when cap is null => $"The output has no bound: neither the call nor the price of the model {name} sets one.",
            _ => null,
        };
        return reason is null && input is { } bound && cap is { } most
            ? new PlanHold(price?.Hold(bound, most, plan.Choices, plan.ServiceTier), tokens, null)
            : new PlanHold(null, tokens, reason);
    }

    private static PlanHold Dearer(PlanHold one, PlanHold other) => new(
        one.Microusd is { } first && other.Microusd is { } second ? Math.Max(first, second) : null,
        one.Tokens is { } some && other.Tokens is { } more ? Math.Max(some, more) : null,
        one.Unpriced ?? other.Unpriced);
}
