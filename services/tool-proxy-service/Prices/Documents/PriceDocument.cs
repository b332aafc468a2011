using FourRunr.ToolProxy.Prices.Arithmetic;

namespace FourRunr.ToolProxy.Prices.Documents;

/// <summary>All prices, as an operator wrote them and as they were understood.</summary>
/// <param name="Models">By <c>provider/model</c>, or the model's name alone.</param>
/// <param name="Tools">Millionths of a dollar for a call.</param>
/// <param name="EffectiveFrom">Null when the document does not say it.</param>
/// <param name="Json">The document without <c>effective_from</c>.</param>
internal sealed record PriceDocument(
    IReadOnlyDictionary<string, ModelPrice> Models,
    IReadOnlyDictionary<(string Tool, string Action), long> Tools,
    DateTimeOffset? EffectiveFrom,
    JsonObject Json);
