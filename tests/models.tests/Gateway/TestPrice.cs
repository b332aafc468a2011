using FourRunr.Testing.ModelProvider;

namespace FourRunr.Models.Tests.Gateway;

/// <summary>What a token of a model costs, in millionths of a dollar.</summary>
internal sealed record TestPrice(decimal Input, decimal Output)
{
    /// <summary>Costs of calls come out broken and are rounded up.</summary>
    public static readonly TestPrice Usual = new(1.25m, 10.5m);

    /// <summary>A fifth of a dollar for a token of an answer.</summary>
    public static readonly TestPrice Dear = new(0, 200_000);

    /// <summary>In millionths of a dollar. Computed from the provider's bill, not by the gateway.</summary>
    public long CostOf(BilledCall call) => (long)Math.Ceiling((call.InputTokens * Input) + (call.OutputTokens * Output));

    public JsonObject ToJson() => new()
    {
        ["input"] = Input.ToString(CultureInfo.InvariantCulture),
        ["output"] = Output.ToString(CultureInfo.InvariantCulture),
    };
}
