using System.Collections.Frozen;
using FourRunr.ToolProxy.Prices.Arithmetic;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Prices.Documents;

/// <summary>Reads the prices of one model.</summary>
internal static class ModelPriceReader
{
    public static readonly IReadOnlyList<string> ServiceTierNames = ["flex", "priority", "batch"];
    private const int MaxTiers = 16;
    private const long MostTokens = 1_000_000_000;

    public static ModelPrice? Read(ObjectReader reader)
    {
        var usual = ReadRates(reader);
        var tiers = ReadTiers(reader, usual);
        var usualRates = usual is null || tiers is null ? null : new TieredRates(usual, tiers);
        var services = reader.Map(
            "service_tiers",
            ServiceTierNames.Count,
            name => ServiceTierNames.Contains(name) ? null : $"must be one of {string.Join(", ", ServiceTierNames)}",
            (item, path) => reader.ReadItem(item.Value, path, service => ReadService(service, usualRates)));
        var window = reader.WholeNumber("context_window", 1, MostTokens);
        var output = reader.WholeNumber("max_output", 1, MostTokens);
        var encoding = reader.Word<TokenEncoding>("encoding");
        var factor = ReadFactor(reader) ?? PriceFactor.One;
        return usualRates is null ? null : new ModelPrice(usualRates, (services ?? new Dictionary<string, TieredRates>()).ToFrozenDictionary(StringComparer.Ordinal))
        {
            ContextWindow = window,
            MaxOutput = output,
            Encoding = encoding,
            TokenFactor = factor,
        };
    }

    /// <param name="usual">Null when it is not valid itself.</param>
    private static TieredRates? ReadService(ObjectReader reader, TieredRates? usual)
    {
        if (reader.Has("factor"))
        {
            return ReadFactor(reader) is { } factor ? usual?.Times(factor) : null;
        }

        var rates = ReadRates(reader);
        if (usual is { Tiers.Count: > 0 } && !reader.Has("tiers"))
        {
            // Forgotten tiers would make large requests cheap.
            reader.Complain("tiers", "is required, because the usual prices have tiers; an empty list says that there are none here");
        }

        var tiers = ReadTiers(reader, rates);
        return rates is null || tiers is null ? null : new TieredRates(rates, tiers);
    }

    private static TokenRates? ReadRates(ObjectReader reader)
    {
        var (input, output) = (ReadPrice(reader, "input", required: true), ReadPrice(reader, "output", required: true));
        var (read, write5m, write1h) = (ReadPrice(reader, "cache_read"), ReadPrice(reader, "cache_write_5m"), ReadPrice(reader, "cache_write_1h"));
        var reasoning = ReadPrice(reader, "reasoning");
        return input is { } one && output is { } other ? new TokenRates(one, other, read, write5m, write1h, reasoning) : null;
    }

    /// <returns>Null when they are not valid; an empty list when there are none.</returns>
    private static IReadOnlyList<RateTier>? ReadTiers(ObjectReader reader, TokenRates? below)
    {
        if (!reader.Has("tiers"))
        {
            return [];
        }

        var bound = 0L;
        return reader.Items("tiers", MaxTiers, (item, path) => reader.ReadItem(item, path, tier =>
        {
            var above = tier.WholeNumber("above_input_tokens", 1, MostTokens, required: true);
            var rates = ReadRates(tier);
            if (above <= bound)
            {
                tier.Complain("above_input_tokens", string.Create(CultureInfo.InvariantCulture, $"must be above that of the tier before ({bound})"));
            }

            // Otherwise one more token of input could make a call cheaper, and a hold too small.
            foreach (var ((name, price), (_, cheaper)) in rates is null || below is null ? [] : rates.Named.Zip(below.Named))
            {
                if (price.CompareTo(cheaper) < 0)
                {
                    tier.Complain(name, $"must not be below the price of smaller requests ({cheaper})");
                }
            }

            (bound, below) = (above ?? bound, rates ?? below);
            return above is { } tokens && rates is not null ? new RateTier(tokens, rates) : null;
        }));
    }

    private static TokenPrice? ReadPrice(ObjectReader reader, string member, bool required = false)
    {
        var price = default(TokenPrice);
        return reader.Name(member, text => TokenPrice.TryParse(text, out price) ? null : TokenPrice.Grammar, required) is null ? null : price;
    }

    private static PriceFactor? ReadFactor(ObjectReader reader)
    {
        var factor = default(PriceFactor);
        return reader.Name("factor", text => PriceFactor.TryParse(text, out factor) ? null : PriceFactor.Grammar) is null ? null : factor;
    }
}
