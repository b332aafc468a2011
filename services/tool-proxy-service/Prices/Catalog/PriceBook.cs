using System.Collections.Frozen;
using FourRunr.ToolProxy.Prices.Arithmetic;

namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>One version of all prices.</summary>
/// <param name="version">Null where nothing has a price.</param>
/// <param name="effectiveFrom">When it begins to count.</param>
internal sealed class PriceBook(
    string? version, DateTimeOffset effectiveFrom, FrozenDictionary<string, ModelPrice> models, FrozenDictionary<(string Tool, string Action), long> tools)
{
    /// <summary>In the place of an action: all actions of the tool that have no price of their own.</summary>
    public const string AnyAction = "*";

    public static readonly PriceBook Empty = new(
        null, DateTimeOffset.MinValue, FrozenDictionary<string, ModelPrice>.Empty, FrozenDictionary<(string Tool, string Action), long>.Empty);

    public string? Version => version;

    public DateTimeOffset EffectiveFrom => effectiveFrom;

    public FrozenDictionary<string, ModelPrice> Models => models;

    public bool IsEmpty => models.Count == 0 && tools.Count == 0;

    /// <summary>The price of a model at a provider, else that of the model at any provider.</summary>
    /// <param name="model">What the provider calls it. One with a slash has prices by provider only.</param>
    public ModelPrice? FindModel(string provider, string model) =>
        models.GetValueOrDefault($"{provider}/{model}") ?? (model.Contains('/', StringComparison.Ordinal) ? null : models.GetValueOrDefault(model));

    /// <summary>Millionths of a dollar for a call of a tool; null for one without a price, which costs nothing.</summary>
    public long? ToolPrice(string tool, string action) =>
        tools.TryGetValue((tool, action), out var price) || tools.TryGetValue((tool, AnyAction), out price) ? price : null;
}
