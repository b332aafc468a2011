using FourRunr.Contracts;
using FourRunr.ToolProxy.Prices.Import;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

public sealed class LiteLlmFileTests
{
    /// <summary>Invented prices in the form of the public file.</summary>
    public static string Example { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Prices", "model_prices.json"));

    [Fact]
    public void Read_TiersAndCaches_AsTheFileMeansThem() => MustBe("northwind/maple-1", """
        {"input":"3","output":"15","cache_read":"0.3","cache_write_5m":"3.75","cache_write_1h":"6",
         "tiers":[{"above_input_tokens":200000,"input":"6","output":"22.5","cache_read":"0.6","cache_write_5m":"7.5","cache_write_1h":"12"}],
         "context_window":1000000,"max_output":64000}
        """);

    [Fact]
    public void Read_ServiceTiers_WithTiersOfTheUsualPrices() => MustBe("contoso/birch-2", """
        {"input":"1.25","output":"10","cache_read":"0.125","reasoning":"12",
         "tiers":[{"above_input_tokens":272000,"input":"2.5","output":"10","cache_read":"0.125","reasoning":"12"}],
         "service_tiers":{
           "batch":{"input":"0.625","output":"5","tiers":[{"above_input_tokens":272000,"input":"2.5","output":"5"}]},
           "priority":{"input":"2.5","output":"20","cache_read":"0.25","tiers":[{"above_input_tokens":272000,"input":"2.5","output":"20","cache_read":"0.25"}]}},
         "context_window":400000}
        """);

    [Fact]
    public void Read_LargeRequestsOfAnotherService_CostTheDearerOfWhatIsKnown()
    {
        var file = Read("""
            {"p/m":{"mode":"chat","input_cost_per_token":2e-6,"output_cost_per_token":1e-5,"input_cost_per_token_above_200k_tokens":4e-6,
              "output_cost_per_token_above_200k_tokens":1.5e-5,"cache_creation_input_token_cost_above_200k_tokens":2.5e-7,
              "input_cost_per_token_priority":3e-6,"output_cost_per_token_priority":2e-5,"input_cost_per_token_above_200k_tokens_priority":7e-6}}
            """);

        Assert.Empty(file.Skipped);
        Assert.Equal(
            """{"above_input_tokens":200000,"input":"4","output":"15"}""", file.Models["p/m"]["tiers"]?[0]?.ToJsonString());
        Assert.Equal(
            """{"above_input_tokens":200000,"input":"7","output":"20"}""", file.Models["p/m"]["service_tiers"]?["priority"]?["tiers"]?[0]?.ToJsonString());
        // A price for storing large requests alone would be below that for small ones, which is the one of input.
        Assert.Equal(["cache_write_5m above 200000"], Assert.Single(file.LeftOut).Members);
    }

    [Fact]
    public void Read_Ranges_AreTiers() => MustBe("contoso/oak-ranges", """
        {"input":"0.05","output":"0.4","tiers":[{"above_input_tokens":256000,"input":"0.25","output":"2"}]}
        """);

    [Fact]
    public void Read_Embedding_HasFreeOutput() => MustBe("contoso/embed-small", """{"input":"0.02","output":"0","context_window":8191}""");

    [Fact]
    public void Read_DigitsBeyondADouble_AreKept() => MustBe("contoso/exact", """{"input":"2.9999900000000002","output":"0.12999000000000001"}""");

    [Fact]
    public void Read_PricesWithoutCounterpart_AreNamed()
    {
        var leftOut = Read(Example).LeftOut.ToDictionary(rest => rest.Model, rest => rest.Members);

        Assert.Equal(["contoso/birch-2", "northwind/maple-1"], leftOut.Keys.Order(StringComparer.Ordinal));
        // An image without a price of its own costs nothing to leave out; half a service tier is none.
        Assert.Equal(["*_flex", "input_cost_per_audio_token"], leftOut["contoso/birch-2"]);
        Assert.Equal(["search_context_cost_per_query"], leftOut["northwind/maple-1"]);
    }

    [Theory]
    [InlineData("sample_spec", "mode")]
    [InlineData("contoso/free", "by hand")]
    [InlineData("contoso/half", "output")]
    [InlineData("contoso/negative", "'input_cost_per_token'")]
    [InlineData("contoso/cheaper-when-large", "smaller requests")]
    [InlineData("contoso/painter", "image_generation")]
    [InlineData("no-entry", "not an object")]
    public void Read_NotUnderstood_SaysWhy(string entry, string reason) =>
        Assert.Contains(reason, Read(Example).Skipped.Single(skipped => skipped.Entry == entry).Reason, StringComparison.Ordinal);

    [Fact]
    public void Read_EveryEntry_IsTakenOrSkipped()
    {
        var file = Read(Example);

        Assert.Equal((5, 7), (file.Models.Count, file.Skipped.Count));
    }

    [Fact]
    public void Read_Providers_AreChosenAndRenamed()
    {
        var file = Read(Example, new Dictionary<string, string> { ["northwind"] = "north-eu" });

        Assert.Equal(["north-eu/maple-1"], file.Models.Keys);
        Assert.Contains("'contoso'", file.Skipped.Single(skipped => skipped.Entry == "contoso/exact").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"mode":"chat","litellm_provider":"p","input_cost_per_token":1e-6,"output_cost_per_token":1e-6},"p/a":{"mode":"chat","input_cost_per_token":2e-6,"output_cost_per_token":1e-6}}""", "p/a", "too")]
    [InlineData("""{"a b":{"mode":"chat","litellm_provider":"p","input_cost_per_token":1e-6,"output_cost_per_token":1e-6}}""", "a b", "visible ASCII")]
    [InlineData("""{"a":{"mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6}}""", "a", "provider")]
    [InlineData("""{"p/a":{"mode":"chat","input_cost_per_token":"1e-6","output_cost_per_token":1e-6}}""", "p/a", "number")]
    [InlineData("""{"p/a":{"mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e999999}}""", "p/a", "number")]
    [InlineData("""{"p/a":{"mode":"chat","tiered_pricing":[{"range":[5,10],"input_cost_per_token":1e-6}]}}""", "p/a", "ranges")]
    [InlineData("""{"p/a":{"mode":"chat","tiered_pricing":[7]}}""", "p/a", "ranges")]
    [InlineData("""{"p/a":{"mode":"chat","tiered_pricing":[{"range":["0",10.5]}]}}""", "p/a", "ranges")]
    [InlineData("""{"p/a":{"mode":7}}""", "p/a", "mode")]
    public void Read_Malformed_IsSkipped(string json, string entry, string reason) =>
        Assert.Contains(reason, Read(json).Skipped.Single(skipped => skipped.Entry == entry).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("bedrock_converse", "bedrock/m")]
    [InlineData("vertex_ai-language-models", "vertex_ai/m")]
    [InlineData("text-completion-openai", "openai/m")]
    [InlineData("cohere_chat", "cohere/m")]
    [InlineData("openai", "openai/m")]
    public void Read_ProviderOfAKeyWithoutSlash(string provider, string expected) => Assert.Equal(
        [expected], Read($$$"""{"m":{"mode":"chat","litellm_provider":"{{{provider}}}","input_cost_per_token":1e-6,"output_cost_per_token":1e-6}}""").Models.Keys);

    private static LiteLlmFile Read(string json, IReadOnlyDictionary<string, string>? providers = null)
    {
        using var parsed = JsonDocument.Parse(json);
        return LiteLlmFile.Read(parsed.RootElement, providers);
    }

    private static void MustBe(string model, string expected)
    {
        var file = Read(Example);
        Assert.True(file.Models.ContainsKey(model), JsonSerializer.Serialize(file.Skipped, GatewayJson.Strict));
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement), file.Models[model].ToJsonString());
    }
}
