using System.Collections.Frozen;
using FourRunr.Documents;
using FourRunr.ToolProxy.Prices.Arithmetic;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Prices.Documents;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

/// <summary>Short ways from JSON to prices.</summary>
internal static class PriceDocuments
{
    /// <summary>Without prices for writing into a cache, as OpenAI has it.</summary>
    public const string Cached = """
        {"input":"1.25","cache_read":"0.125","output":"10","context_window":400000,"max_output":128000,"service_tiers":{
          "flex":{"input":"0.625","cache_read":"0.0625","output":"5"},
          "priority":{"input":"2.5","cache_read":"0.25","output":"20"},
          "batch":{"factor":"0.5"}}}
        """;

    /// <summary>All classes of input, and large requests dearer, as Anthropic has it.</summary>
    public const string Tiered = """
        {"input":"3","cache_read":"0.3","cache_write_5m":"3.75","cache_write_1h":"6","output":"15","context_window":1000000,"tiers":[
          {"above_input_tokens":200000,"input":"6","cache_read":"0.6","cache_write_5m":"7.5","cache_write_1h":"12","output":"22.5"}]}
        """;

    public const string Reasoning = """{"input":"0.4","output":"1.2","reasoning":"4"}""";

    public const string Embedding = """{"input":"0.02","output":"0"}""";

    public static string Example(string gpt = Cached, string search = "0.01") => $$$"""
        {"models":{"openai/gpt":{{{gpt}}},"anthropic/claude":{{{Tiered}}},"qwen":{{{Reasoning}}},"openai/embed":{{{Embedding}}}},
         "tools":{"serpapi:search":"{{{search}}}","http_fetch:*":"0.000001"}}
        """;

    public static (PriceDocument? Document, IReadOnlyDictionary<string, string[]> Errors) TryRead(string json)
    {
        var errors = new DocumentErrors();
        using var parsed = JsonDocument.Parse(json);
        var document = PriceDocumentReader.Read(parsed.RootElement, path: "", errors);
        return (document, errors.ToDictionary());
    }

    public static PriceDocument Read(string json)
    {
        var (document, errors) = TryRead(json);
        Assert.Empty(errors);
        return document!;
    }

    public static ModelPrice Model(string json) => Read($$$"""{"models":{"m":{{{json}}}}}""").Models["m"];

    public static PriceBook Book(string json) => Read(json) is var document
        ? new PriceBook("prices_1", DateTimeOffset.UnixEpoch, document.Models.ToFrozenDictionary(), document.Tools.ToFrozenDictionary())
        : PriceBook.Empty;
}
