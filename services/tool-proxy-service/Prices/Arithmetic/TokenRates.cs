using System.Numerics;

namespace FourRunr.ToolProxy.Prices.Arithmetic;

/// <summary>The prices of all kinds of tokens of one model, for requests of one size in one service tier.</summary>
internal sealed record TokenRates
{
    /// <summary>What has no price of its own costs as the input or the output of this set; an hour in a cache at least as much as 5 minutes.</summary>
    public TokenRates(
        TokenPrice input, TokenPrice output, TokenPrice? cacheRead = null, TokenPrice? cacheWrite5m = null, TokenPrice? cacheWrite1h = null, TokenPrice? reasoning = null)
    {
        (Input, Output) = (input, output);
        CacheRead = cacheRead ?? input;
        CacheWrite5m = cacheWrite5m ?? input;
        CacheWrite1h = cacheWrite1h ?? CacheWrite5m;
        Reasoning = reasoning ?? output;
    }

    public TokenPrice Input { get; private init; }

    public TokenPrice CacheRead { get; private init; }

    public TokenPrice CacheWrite5m { get; private init; }

    public TokenPrice CacheWrite1h { get; private init; }

    public TokenPrice Output { get; private init; }

    public TokenPrice Reasoning { get; private init; }

    public TokenPrice DearestInput => TokenPrice.Max(TokenPrice.Max(Input, CacheRead), TokenPrice.Max(CacheWrite5m, CacheWrite1h));

    public TokenPrice DearestOutput => TokenPrice.Max(Output, Reasoning);

    /// <summary>With the names that documents give them.</summary>
    public IReadOnlyList<(string Name, TokenPrice Price)> Named =>
    [
        ("input", Input), ("cache_read", CacheRead), ("cache_write_5m", CacheWrite5m), ("cache_write_1h", CacheWrite1h), ("output", Output), ("reasoning", Reasoning),
    ];

    /// <summary>The exact cost in units of <see cref="TokenPrice"/>. Reasoning is part of the output: never more than all of it.</summary>
    public BigInteger Of(ModelUsage usage)
    {
        var reasoning = Math.Clamp(usage.Reasoning, 0, Math.Max(0, usage.Output));
        return Input.Of(usage.Input) + CacheRead.Of(usage.CacheRead) + CacheWrite5m.Of(usage.CacheWrite5m) + CacheWrite1h.Of(usage.CacheWrite1h)
            + Output.Of(usage.Output - reasoning) + Reasoning.Of(reasoning);
    }

    public TokenRates Times(PriceFactor factor) => new(
        Input.Times(factor), Output.Times(factor), CacheRead.Times(factor), CacheWrite5m.Times(factor), CacheWrite1h.Times(factor), Reasoning.Times(factor));
}
