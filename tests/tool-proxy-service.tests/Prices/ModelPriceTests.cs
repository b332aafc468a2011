using FourRunr.Contracts;
using FourRunr.ToolProxy.Prices.Arithmetic;
using FourRunr.ToolProxy.Prices.Catalog;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

/// <summary>Amounts that were worked out by hand. A dollar for a million tokens is a millionth of a dollar for one.</summary>
public sealed class ModelPriceTests
{
    private static readonly ModelUsage Usage = new() { Input = 1000, CacheRead = 200, Output = 300, Reasoning = 100 };

    [Theory]
    [InlineData(null, 4275)] // 1000 × 1.25 + 200 × 0.125 + 300 × 10 = 1250 + 25 + 3000
    [InlineData("default", 4275)]
    [InlineData("auto", 4275)]
    [InlineData("standard", 4275)]
    [InlineData("flex", 2138)] // 625 + 12.5 + 1500 = 2137.5, up
    [InlineData("batch", 2138)] // 4275 × 0.5
    [InlineData("priority", 8550)] // 2500 + 50 + 6000
    public void Cost_CachedInputAndServiceTiers(string? serviceTier, long expected) =>
        Assert.Equal(expected, PriceDocuments.Model(PriceDocuments.Cached).Cost(Usage, serviceTier));

    [Fact]
    public void Cost_UnknownServiceTier_HasNoPrice()
    {
        var price = PriceDocuments.Model(PriceDocuments.Cached);

        Assert.Null(price.Cost(Usage, "scale"));
        Assert.Null(price.Hold(1, 1, 1, "scale"));
    }

    [Theory]
    [InlineData(100, 1000, 200, 50, 400, 7650)] // 300 + 300 + 750 + 300 + 6000
    [InlineData(199_000, 1000, 0, 0, 10, 597_450)] // 200,000 in all are not above: 597,000 + 300 + 150
    [InlineData(199_001, 1000, 0, 0, 10, 1_194_831)] // 200,001 are, cached ones count too: 1,194,006 + 600 + 225
    [InlineData(0, 0, 200_000, 1, 0, 1_500_012)] // 200,000 × 7.5 + 12
    public void Cost_CacheWritesAndTiers(long input, long cacheRead, long write5m, long write1h, long output, long expected) => Assert.Equal(
        expected,
        PriceDocuments.Model(PriceDocuments.Tiered).Cost(
            new ModelUsage { Input = input, CacheRead = cacheRead, CacheWrite5m = write5m, CacheWrite1h = write1h, Output = output }));

    [Theory]
    [InlineData(10, 100, 60, 292)] // 4 + 40 × 1.2 + 60 × 4
    [InlineData(10, 100, 0, 124)] // 4 + 120
    [InlineData(0, 100, 900, 400)] // Reasoning is part of the output: never more than all of it
    public void Cost_ReasoningWithAPriceOfItsOwn(long input, long output, long reasoning, long expected) => Assert.Equal(
        expected, PriceDocuments.Model(PriceDocuments.Reasoning).Cost(new ModelUsage { Input = input, Output = output, Reasoning = reasoning }));

    [Theory]
    [InlineData(1, 0, 0, 2)] // 1.25
    [InlineData(1, 1, 0, 2)] // 1.375: rounded once, not each part
    [InlineData(0, 1, 0, 1)] // 0.125
    [InlineData(0, 8, 0, 1)] // exactly 1
    [InlineData(0, 0, 0, 0)]
    [InlineData(-50, 8, -3, 1)] // What a provider made up never pays anything back
    public void Cost_PartsOfAMillionth_RoundUpOnceAtTheEnd(long input, long cacheRead, long output, long expected) => Assert.Equal(
        expected, PriceDocuments.Model(PriceDocuments.Cached).Cost(new ModelUsage { Input = input, CacheRead = cacheRead, Output = output }));

    [Fact]
    public void Cost_MoreDecimalsThanADoubleHas_IsExact() => Assert.Equal(
        2_999_991,
        PriceDocuments.Model("""{"input":"2.9999900000000002","output":"0"}""").Cost(new ModelUsage { Input = 1_000_000 }));

    [Fact]
    public void Cost_ClassesWithoutAPrice_AreNeverFree()
    {
        var price = PriceDocuments.Model("""{"input":"2","output":"8"}""");

        Assert.Equal(20 + 20 + 20 + 20 + 80, price.Cost(new ModelUsage { Input = 10, CacheRead = 10, CacheWrite5m = 10, CacheWrite1h = 10, Output = 10, Reasoning = 10 }));
        Assert.Equal(25, PriceDocuments.Model("""{"input":"2","cache_write_5m":"2.5","output":"8"}""").Cost(new ModelUsage { CacheWrite1h = 10 }));
    }

    [Fact]
    public void Cost_NumbersOutOfThisWorld_CountAsTheLargestAmount()
    {
        var price = PriceDocuments.Model(PriceDocuments.Tiered);
        var usage = new ModelUsage { Input = long.MaxValue, CacheRead = long.MaxValue, Output = long.MaxValue };

        Assert.Equal(ModelPrice.LargestAmount, price.Cost(usage));
        Assert.Equal(ModelPrice.LargestAmount, price.Hold(long.MaxValue, long.MaxValue, int.MaxValue));
    }

    [Theory]
    [InlineData(1000, 500, 1, 13_500)] // 1000 × 6 (an hour in the cache) + 500 × 15
    [InlineData(1000, 500, 3, 28_500)] // 6000 + 1500 × 15
    [InlineData(200_000, 0, 1, 1_200_000)] // The tier cannot be reached
    [InlineData(200_001, 500, 1, 2_411_262)] // 200,001 × 12 + 500 × 22.5
    public void Hold_DearestReachablePrices(long input, long cap, int choices, long expected) =>
        Assert.Equal(expected, PriceDocuments.Model(PriceDocuments.Tiered).Hold(input, cap, choices));

    [Theory]
    [InlineData(null, 11_250)] // 1000 × 1.25 + 1000 × 10
    [InlineData("batch", 5625)]
    [InlineData("priority", 22_500)]
    public void Hold_ServiceTier(string? serviceTier, long expected) =>
        Assert.Equal(expected, PriceDocuments.Model(PriceDocuments.Cached).Hold(1000, 1000, 1, serviceTier));

    [Fact]
    public void Hold_ReasoningDearerThanOutput_IsAllReasoning() =>
        Assert.Equal(404, PriceDocuments.Model(PriceDocuments.Reasoning).Hold(10, 100));

    [Fact]
    public void Find_ProviderBeforeAnyProvider()
    {
        var book = PriceDocuments.Book("""
            {"models":{"azure/gpt":{"input":"2","output":"2"},"gpt":{"input":"1","output":"1"},"openai/open":{"input":"3","output":"3"}}}
            """);
        long? CostAt(string provider, string model) => book.FindModel(provider, model)?.Cost(new ModelUsage { Input = 10 });

        Assert.Equal((20, 10, null), (CostAt("azure", "gpt"), CostAt("openai", "gpt"), CostAt("openai", "other")));
        // A router's model whose name looks like a price of another provider is not that.
        Assert.Equal((30, null), (CostAt("openai", "open"), CostAt("router", "openai/open")));
    }

    [Fact]
    public void ToolPrice_ActionBeforeTool()
    {
        var book = PriceDocuments.Book("""{"tools":{"serpapi:search":"0.01","serpapi:*":"0.000001","gmail_send:send":"0"}}""");

        Assert.Equal((10_000, 1, 0, null), (book.ToolPrice("serpapi", "search"), book.ToolPrice("serpapi", "account"), book.ToolPrice("gmail_send", "send"), book.ToolPrice("gmail_send", "profile")));
        Assert.Null(PriceBook.Empty.ToolPrice("serpapi", "search"));
        Assert.Null(PriceBook.Empty.Version);
    }
}
