using FourRunr.ToolProxy.Prices.Documents;

namespace FourRunr.ToolProxy.Prices.Import;

/// <summary>What LiteLLM's public price file says, in the form of documents here.</summary>
/// <param name="Models">By <c>provider/model</c>; each valid.</param>
/// <param name="Skipped">Entries that are not among them.</param>
/// <param name="LeftOut">Prices that have no counterpart here.</param>
internal sealed record LiteLlmFile(
    IReadOnlyDictionary<string, JsonObject> Models, IReadOnlyList<SkippedPrice> Skipped, IReadOnlyList<LeftOutPrices> LeftOut)
{
    private const int LongestShown = 200;

    /// <param name="json">An object.</param>
    /// <param name="providers">Whose models are wanted, and what the provider is called here; null for all.</param>
    public static LiteLlmFile Read(JsonElement json, IReadOnlyDictionary<string, string>? providers)
    {
        var models = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var (skipped, leftOut) = (new List<SkippedPrice>(), new List<LeftOutPrices>());
        foreach (var member in json.EnumerateObject())
        {
            var entry = new LiteLlmEntry(member.Name, member.Value);
            if (entry.Complain() is { } complaint)
            {
                Skip(complaint);
                continue;
            }

            var provider = entry.Provider;
            if (providers is not null && !providers.TryGetValue(provider, out provider))
            {
                Skip($"The provider '{Cut(entry.Provider)}' is not among 'providers'.");
                continue;
            }

            var name = $"{provider}/{entry.Model}";
            var prices = new LiteLlmPrices(member.Value);
            if (prices.Read(entry.IsEmbedding) is not { } price)
            {
                Skip(prices.Complaint);
            }
            else if (PriceDocumentReader.ComplainOfModel(name) is { } wrong)
            {
                Skip($"'{Cut(name)}' {wrong}.");
            }
            else if (Check(price) is { } errors)
            {
                Skip(errors);
            }
            else if (!models.TryAdd(name, price))
            {
                Skip($"Another entry is the model '{Cut(name)}' too.");
            }
            else if (prices.LeftOut is { Count: > 0 } rest)
            {
                leftOut.Add(new LeftOutPrices(name, rest));
            }

            void Skip(string reason) => skipped.Add(new SkippedPrice(Cut(member.Name), reason));
        }

        return new LiteLlmFile(models, skipped, leftOut);
    }

    /// <summary>By the rules for everybody's prices.</summary>
    private static string? Check(JsonObject price)
    {
        var errors = new DocumentErrors();
        using var json = JsonDocument.Parse(price.ToJsonString());
        ObjectReader.Read(json.RootElement, path: "", errors, ModelPriceReader.Read);
        return errors.IsEmpty ? null : errors.ToString();
    }

    private static string Cut(string name) => Characters.Cut(name, LongestShown);
}
