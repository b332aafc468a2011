using System.Collections.Frozen;
using System.Numerics;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Prices.Arithmetic;

/// <summary>What a model costs, and what must be known of it to say so beforehand.</summary>
/// <param name="Usual">Where the provider's usual service is asked for.</param>
/// <param name="ServiceTiers">By the word for <c>service_tier</c>.</param>
internal sealed record ModelPrice(TieredRates Usual, FrozenDictionary<string, TieredRates> ServiceTiers)
{
    /// <summary>What an amount above this counts as: the largest whole number that every counter holds exactly, some 9 billion dollars.</summary>
    public const long LargestAmount = (1L << 53) - 1;

    /// <summary>Words for the usual service. OpenAI reads <c>auto</c> as no word at all.</summary>
    private static readonly FrozenSet<string> UsualTiers = FrozenSet.Create("auto", "default", "standard", "standard_only");

    /// <summary>Most tokens of a request and its answer; null when unknown.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Most tokens of an answer; null when unknown.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>Null when unknown.</summary>
    public TokenEncoding? Encoding { get; init; }

    /// <summary>How many more tokens the model makes of a text than the encoding does.</summary>
    public PriceFactor TokenFactor { get; init; } = PriceFactor.One;

    /// <summary>The cost of a call: exact, then rounded up to whole millionths of a dollar, once.</summary>
    /// <returns>Null when the tier has no price.</returns>
    public long? Cost(ModelUsage usage, string? serviceTier = null) => RatesOf(serviceTier) is { } rates ? RoundUp(rates.Of(usage)) : null;

    /// <summary>
    /// What a call may cost at most, in millionths of a dollar: ⌈input × dearest input price + choices × cap × dearest output price⌉, of the sets
    /// of prices that a request of that size can reach. No usage within these bounds costs more.
    /// </summary>
    /// <param name="inputTokens">Upper bound of all input.</param>
    /// <param name="outputCap">Most tokens of one answer.</param>
    /// <param name="choices">How many answers are asked for.</param>
    /// <returns>Null when the tier has no price.</returns>
    public long? Hold(long inputTokens, long outputCap, int choices = 1, string? serviceTier = null) =>
        RatesOf(serviceTier) is { } rates ? RoundUp(rates.AtMost(inputTokens, Outputs(outputCap, choices))) : null;

    /// <returns>Null when the tier has no price.</returns>
    public TieredRates? RatesOf(string? serviceTier) => serviceTier is null || UsualTiers.Contains(serviceTier) ? Usual : ServiceTiers.GetValueOrDefault(serviceTier);

    /// <summary>Most tokens of all answers together.</summary>
    public static long Outputs(long outputCap, int choices) => (long)BigInteger.Min((BigInteger)outputCap * choices, LargestAmount);

    private static long RoundUp(BigInteger units)
    {
        var whole = BigInteger.DivRem(units, TokenPrice.UnitsOfMicrousd, out var rest) + (rest.IsZero ? 0 : 1);
        return (long)BigInteger.Min(whole, LargestAmount);
    }
}
