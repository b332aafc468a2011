using System.Numerics;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Prices.Arithmetic;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

/// <summary>What holds of all prices and usages, tried with many that a seed makes.</summary>
public sealed class PricePropertyTests
{
    private const int Cases = 20_000;
    private static readonly string[] Kinds = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"];
    private static readonly string?[] Services = [null, "flex", "priority", "batch"];

    private readonly Random _dice = new(20_261_130);

    [Fact]
    public void Cost_UsageWithinThePlan_IsAtMostTheHold()
    {
        for (var i = 0; i < Cases; i++)
        {
            var (json, price) = NextModel();
            var (input, cap, choices) = (NextTokens(), NextTokens(), _dice.Next(1, 5));
            var usage = NextUsage(_dice.Next(3) == 0 ? input : _dice.NextInt64(input + 1), _dice.Next(3) == 0 ? cap * choices : _dice.NextInt64((cap * choices) + 1));
            foreach (var service in Services)
            {
                var (cost, hold) = (price.Cost(usage, service), price.Hold(input, cap, choices, service));

                Assert.True(cost <= hold || (cost is null && hold is null), $"{cost} > {hold} of {usage} with {json}");
            }
        }
    }

    [Fact]
    public void Cost_MoreOfAnything_IsNotLess()
    {
        for (var i = 0; i < Cases; i++)
        {
            var (json, price) = NextModel();
            var usage = NextUsage(NextTokens(), NextTokens());
            var more = _dice.NextInt64(1, 1000);
            ModelUsage[] larger =
            [
                usage with { Input = usage.Input + more },
                usage with { CacheRead = usage.CacheRead + more },
                usage with { CacheWrite5m = usage.CacheWrite5m + more },
                usage with { CacheWrite1h = usage.CacheWrite1h + more },
                usage with { Output = usage.Output + more },
                usage with { Output = usage.Output + more, Reasoning = usage.Reasoning + more },
            ];

            Assert.All(larger, next => Assert.True(price.Cost(next) >= price.Cost(usage), $"{next} is cheaper than {usage} with {json}"));
        }
    }

    [Fact]
    public void Cost_IsTheRationalRoundedUp()
    {
        for (var i = 0; i < Cases; i++)
        {
            var (json, price) = NextModel();
            var usage = NextUsage(NextTokens(), NextTokens());

            var (numerator, denominator) = Rational(json, usage);

            Assert.Equal((long)((numerator + denominator - 1) / denominator), price.Cost(usage));
        }
    }

    /// <summary>The same sum by another way: texts of decimals as fractions of 10^18.</summary>
    private static (BigInteger Numerator, BigInteger Denominator) Rational(JsonObject model, ModelUsage usage)
    {
        var total = usage.Input + usage.CacheRead + usage.CacheWrite5m + usage.CacheWrite1h;
        var rates = (model["tiers"] as JsonArray ?? []).Select(tier => tier!.AsObject()).LastOrDefault(tier => (long)tier["above_input_tokens"]! < total) ?? model;
        BigInteger Price(params string[] kinds)
        {
            var text = kinds.Select(kind => (string?)rates[kind]).First(text => text is not null)!;
            var parts = text.Split('.');
            return BigInteger.Parse(parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(18, '0'), CultureInfo.InvariantCulture);
        }

        var sum = (Price("input") * usage.Input) + (Price("cache_read", "input") * usage.CacheRead) + (Price("cache_write_5m", "input") * usage.CacheWrite5m)
            + (Price("cache_write_1h", "cache_write_5m", "input") * usage.CacheWrite1h) + (Price("output") * (usage.Output - usage.Reasoning))
            + (Price("reasoning", "output") * usage.Reasoning);
        return (sum, BigInteger.Pow(10, 18));
    }

    private (JsonObject Json, ModelPrice Price) NextModel()
    {
        var model = NextRates(null);
        if (_dice.Next(2) == 0)
        {
            model["tiers"] = NextTiers(model);
        }

        var services = new JsonObject();
        foreach (var name in Services.OfType<string>().Where(_ => _dice.Next(2) == 0))
        {
            var service = _dice.Next(2) == 0 ? new JsonObject { ["factor"] = Text(_dice.Next(1, 30_000), 4) } : NextRates(null);
            if (!service.ContainsKey("factor"))
            {
                service["tiers"] = NextTiers(service);
            }

            services[name] = service;
        }

        if (services.Count > 0)
        {
            model["service_tiers"] = services;
        }

        return (model, PriceDocuments.Model(model.ToJsonString()));
    }

    private JsonArray NextTiers(JsonObject below)
    {
        var tiers = new JsonArray();
        long bound = 0;
        for (var left = _dice.Next(4); left > 0; left--)
        {
            bound += _dice.Next(1, 300_000);
            below = NextRates(below);
            var tier = (JsonObject)below.DeepClone();
            tier["above_input_tokens"] = bound;
            tiers.Add(tier);
        }

        return tiers;
    }

    /// <param name="below">No price is cheaper than that of these rates.</param>
    private JsonObject NextRates(JsonObject? below)
    {
        var rates = new JsonObject();
        if (below is not null)
        {
            // Whole dollars on top, so that digits after the point stay.
            var dearer = _dice.Next(5);
            foreach (var kind in Kinds.Where(below.ContainsKey))
            {
                var parts = ((string)below[kind]!).Split('.');
                rates[kind] = string.Join('.', [(int.Parse(parts[0], CultureInfo.InvariantCulture) + dearer).ToString(CultureInfo.InvariantCulture), .. parts[1..]]);
            }

            return rates;
        }

        foreach (var kind in Kinds.Where(kind => kind is "input" or "output" || _dice.Next(2) == 0))
        {
            var decimals = _dice.Next(19);
            rates[kind] = Text(_dice.NextInt64((long)Math.Pow(10, Math.Min(decimals + 2, 18))), decimals);
        }

        return rates;
    }

    private static string Text(long digits, int decimals)
    {
        var text = digits.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? text : $"{text[..^decimals]}.{text[^decimals..]}";
    }

    private ModelUsage NextUsage(long input, long output)
    {
        var (read, write5m, write1h) = (NextPart(ref input), NextPart(ref input), NextPart(ref input));
        return new ModelUsage { Input = input, CacheRead = read, CacheWrite5m = write5m, CacheWrite1h = write1h, Output = output, Reasoning = _dice.NextInt64(output + 1) };
    }

    private long NextPart(ref long rest)
    {
        var part = _dice.Next(2) == 0 ? 0 : _dice.NextInt64(rest + 1);
        rest -= part;
        return part;
    }

    private long NextTokens() => _dice.Next(4) switch
    {
        0 => _dice.Next(4),
        1 => _dice.Next(2000),
        _ => _dice.Next(1_000_000),
    };
}
