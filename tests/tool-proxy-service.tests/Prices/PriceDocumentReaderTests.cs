using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

public sealed class PriceDocumentReaderTests
{
    [Fact]
    public void Read_Example_IsUnderstood()
    {
        var document = PriceDocuments.Read(PriceDocuments.Example());

        Assert.Equal(4, document.Models.Count);
        Assert.Equal((400_000, 128_000), (document.Models["openai/gpt"].ContextWindow, document.Models["openai/gpt"].MaxOutput));
        Assert.Equal(10_000, document.Tools[("serpapi", "search")]);
        Assert.Null(document.EffectiveFrom);
    }

    [Fact]
    public void Read_EffectiveFrom_IsNoPartOfWhatIsStored()
    {
        var document = PriceDocuments.Read("""{"effective_from":"2026-12-01T00:00:00+01:00","tools":{"serpapi:search":"0.01"}}""");

        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero), document.EffectiveFrom);
        Assert.Equal("""{"tools":{"serpapi:search":"0.01"}}""", document.Json.ToJsonString());
    }

    [Theory]
    [InlineData("""[]""", "$")]
    [InlineData("""{"model":{}}""", "model")]
    [InlineData("""{"models":[]}""", "models")]
    [InlineData("""{"models":null}""", "models")]
    [InlineData("""{"effective_from":"2026-12-01"}""", "effective_from")]
    [InlineData("""{"models":{"a b":{"input":"1","output":"1"}}}""", "models['a b']")]
    [InlineData("""{"models":{"/a":{"input":"1","output":"1"}}}""", "models['/a']")]
    [InlineData("""{"models":{"m":{"output":"1"}}}""", "models['m'].input")]
    [InlineData("""{"models":{"m":{"input":"1"}}}""", "models['m'].output")]
    [InlineData("""{"models":{"m":{"input":1,"output":"1"}}}""", "models['m'].input")]
    [InlineData("""{"models":{"m":{"input":"1e-6","output":"1"}}}""", "models['m'].input")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","currency":"EUR"}}}""", "models['m'].currency")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","factor":"0"}}}""", "models['m'].factor")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","encoding":"p50k"}}}""", "models['m'].encoding")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","context_window":0}}}""", "models['m'].context_window")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","max_output":1.5}}}""", "models['m'].max_output")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","tiers":[{"input":"1","output":"1"}]}}}""", "models['m'].tiers[0].above_input_tokens")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","tiers":[{"above_input_tokens":5,"input":"0.9","output":"1"}]}}}""", "models['m'].tiers[0].input")]
    [InlineData("""{"models":{"m":{"input":"1","cache_write_1h":"3","output":"1","tiers":[{"above_input_tokens":5,"input":"2","output":"1"}]}}}""", "models['m'].tiers[0].cache_write_1h")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","tiers":[{"above_input_tokens":5,"input":"1","output":"1"},{"above_input_tokens":5,"input":"1","output":"1"}]}}}""", "models['m'].tiers[1].above_input_tokens")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","service_tiers":{"flexx":{"factor":"0.5"}}}}}""", "models['m'].service_tiers['flexx']")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","service_tiers":{"flex":{"factor":"0.5","input":"1"}}}}}""", "models['m'].service_tiers['flex'].input")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","service_tiers":{"flex":{}}}}}""", "models['m'].service_tiers['flex'].input")]
    [InlineData("""{"models":{"m":{"input":"1","output":"1","tiers":[{"above_input_tokens":5,"input":"2","output":"1"}],"service_tiers":{"flex":{"input":"1","output":"1"}}}}}""", "models['m'].service_tiers['flex'].tiers")]
    [InlineData("""{"tools":{"*":"1"}}""", "tools['*']")]
    [InlineData("""{"tools":{"Serpapi:search":"1"}}""", "tools['Serpapi:search']")]
    [InlineData("""{"tools":{"serpapi:search":0.01}}""", "tools['serpapi:search']")]
    [InlineData("""{"tools":{"serpapi:search":"0.0000001"}}""", "tools['serpapi:search']")]
    [InlineData("""{"tools":{"serpapi:search":"-1"}}""", "tools['serpapi:search']")]
    public void Read_Wrong_NamesTheMember(string json, string path)
    {
        var (document, errors) = PriceDocuments.TryRead(json);

        Assert.Null(document);
        Assert.Contains(path, errors.Keys);
    }

    [Fact]
    public void Read_ManyErrors_AllAreReported()
    {
        var (_, errors) = PriceDocuments.TryRead("""{"models":{"a":{"input":"x","output":"y"},"b":{"input":"1"}},"tools":{"t:a":1},"more":1}""");

        Assert.Equal(["models['a'].input", "models['a'].output", "models['b'].output", "more", "tools['t:a']"], errors.Keys.Order(StringComparer.Ordinal));
    }
}
