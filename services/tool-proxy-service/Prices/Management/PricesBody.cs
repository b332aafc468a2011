using System.Text.Json.Serialization;

namespace FourRunr.ToolProxy.Prices.Management;

/// <summary>Prices as the OpenAPI document describes them, see docs/guides/prices.md; the reader checks them in full.</summary>
/// <param name="Models">By <c>provider/model</c>, or <c>model</c> for every provider.</param>
/// <param name="Tools">Dollars for a call, by <c>tool:action</c> or <c>tool:*</c>: <c>"0.01"</c>.</param>
/// <param name="EffectiveFrom">From when on they count, not in the past. Default: now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record PricesBody(
    IReadOnlyDictionary<string, ModelPriceBody>? Models = null, IReadOnlyDictionary<string, string>? Tools = null, DateTimeOffset? EffectiveFrom = null)
{
    public const string Example = """
        {
          "models": {
            "openai/gpt-5-mini": {
              "input": "0.25", "cache_read": "0.025", "output": "2", "context_window": 400000, "max_output": 128000,
              "service_tiers": {"flex": {"factor": "0.5"}, "priority": {"input": "0.45", "cache_read": "0.045", "output": "3.6"}}
            }
          },
          "tools": {"serpapi:search": "0.01"}
        }
        """;
}

/// <summary>Dollars for a million tokens, as decimals in quotes.</summary>
/// <param name="Input">Input that is not cached.</param>
/// <param name="Output">All output, unless reasoning has a price of its own.</param>
/// <param name="CacheRead">Input from the provider's cache. Default: as input.</param>
/// <param name="CacheWrite5m">Input that is stored for 5 minutes. Default: as input.</param>
/// <param name="CacheWrite1h">Input that is stored for an hour. Default: as for 5 minutes.</param>
/// <param name="Reasoning">Default: as output.</param>
/// <param name="Tiers">Prices of large requests, in rising order, none cheaper than those before.</param>
/// <param name="ServiceTiers"><c>flex</c>, <c>priority</c>, <c>batch</c>: a <c>factor</c> of the usual prices, or prices.</param>
/// <param name="Factor">How many more tokens the model makes of a text than the encoding. Default <c>"1"</c>.</param>
/// <param name="ContextWindow">Most tokens of a request and its answer.</param>
/// <param name="MaxOutput">Most tokens of an answer.</param>
/// <param name="Encoding"><c>o200k_base</c> or <c>cl100k_base</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ModelPriceBody(
    string Input,
    string Output,
    string? CacheRead = null,
    [property: JsonPropertyName("cache_write_5m")] string? CacheWrite5m = null,
    [property: JsonPropertyName("cache_write_1h")] string? CacheWrite1h = null,
    string? Reasoning = null,
    IReadOnlyList<PriceTierBody>? Tiers = null,
    IReadOnlyDictionary<string, ServiceTierBody>? ServiceTiers = null,
    string? Factor = null,
    long? ContextWindow = null,
    long? MaxOutput = null,
    string? Encoding = null);

/// <summary>Prices of requests with more than so many input tokens, cached ones included.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record PriceTierBody(
    long AboveInputTokens,
    string Input,
    string Output,
    string? CacheRead = null,
    [property: JsonPropertyName("cache_write_5m")] string? CacheWrite5m = null,
    [property: JsonPropertyName("cache_write_1h")] string? CacheWrite1h = null,
    string? Reasoning = null);

/// <summary>Either a factor of all usual prices, or prices as a model has them, with <c>tiers</c> where the model has some.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ServiceTierBody(
    string? Factor = null,
    string? Input = null,
    string? Output = null,
    string? CacheRead = null,
    [property: JsonPropertyName("cache_write_5m")] string? CacheWrite5m = null,
    [property: JsonPropertyName("cache_write_1h")] string? CacheWrite1h = null,
    string? Reasoning = null,
    IReadOnlyList<PriceTierBody>? Tiers = null);
