using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>Tells a gateway of the provider and of its prices.</summary>
internal static class StreamSettings
{
    /// <summary>Millionths of a dollar for a token; whole, so that what streams cost can be held against the records exactly.</summary>
    public const int InputPrice = 1;

    public const int OutputPrice = 2;

    public static async Task<IReadOnlyDictionary<string, string>> WriteAsync(ProviderServer provider)
    {
        var models = Path.Combine(BenchRun.Work, "models.json");
        var prices = Path.Combine(BenchRun.Work, "prices.json");
        await File.WriteAllTextAsync(models, $$"""
            {"providers":[{"name":"bench","dialect":"openai","base_url":"{{new Uri(provider.Url, "v1")}}","models":["{{StreamRequest.Model}}"],
              "output_cap":"max_tokens","max_concurrent":1000}]}
            """);
        await File.WriteAllTextAsync(prices, Texts.Line($$$$"""{"models":{"{{{{StreamRequest.Model}}}}":{"input":"{{{{InputPrice}}}}","output":"{{{{OutputPrice}}}}"}}}"""));
        return new Dictionary<string, string>
        {
            ["MODELS_FILE"] = models,
            ["PRICES_FILE"] = prices,
            ["OUTBOUND_ALLOWED_TARGETS"] = provider.Url.Authority,
        };
    }
}
