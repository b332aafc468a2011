using System.Numerics;

namespace FourRunr.ToolProxy.Prices.Arithmetic;

/// <summary>Prices that depend on the size of a request: one of the sets counts for the whole request.</summary>
/// <param name="Base">For all requests that are in no tier.</param>
/// <param name="Tiers">In rising order of their bounds, none cheaper than the one before.</param>
internal sealed record TieredRates(TokenRates Base, IReadOnlyList<RateTier> Tiers)
{
    /// <summary>Whether output costs nothing, as of a model for embeddings, which has none.</summary>
    public bool IsOutputFree => Tiers.Select(tier => tier.Rates).Prepend(Base).All(rates => rates.DearestOutput.IsZero);

    /// <param name="inputTokens">All input of the request, cached or not.</param>
    public TokenRates For(long inputTokens) => Tiers.LastOrDefault(tier => inputTokens > tier.AboveInputTokens)?.Rates ?? Base;

    /// <summary>The exact cost in units of <see cref="TokenPrice"/>.</summary>
    public BigInteger Of(ModelUsage usage)
    {
        long[] input = [usage.Input, usage.CacheRead, usage.CacheWrite5m, usage.CacheWrite1h];
        return For(input.Aggregate(0L, AddUp)).Of(usage);
    }

    /// <summary>What a request may cost at most: all of its input at the dearest price that it can reach, and so the output.</summary>
    public BigInteger AtMost(long inputTokens, long outputTokens) => Tiers
        .Where(tier => inputTokens > tier.AboveInputTokens)
        .Select(tier => tier.Rates)
        .Prepend(Base)
        .Max(rates => rates.DearestInput.Of(inputTokens) + rates.DearestOutput.Of(outputTokens));

    public TieredRates Times(PriceFactor factor) =>
        new(Base.Times(factor), [.. Tiers.Select(tier => tier with { Rates = tier.Rates.Times(factor) })]);

    /// <summary>A number that a provider made up must not turn the sum around.</summary>
    private static long AddUp(long sum, long more) => more <= 0 ? sum : long.MaxValue - sum < more ? long.MaxValue : sum + more;
}

/// <summary>Prices of requests with more than so many input tokens.</summary>
internal sealed record RateTier(long AboveInputTokens, TokenRates Rates);
