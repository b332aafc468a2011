using FourRunr.ToolProxy.Prices;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

public sealed class PlanHoldTests
{
    private static readonly ModelCandidate Gpt = new("openai", "gpt");
    private static readonly ModelCandidate Claude = new("anthropic", "claude");
    private static readonly PriceBook Prices = PriceDocuments.Book(PriceDocuments.Example());

    private static readonly ModelPlan Plan = new() { Model = "gpt", Candidates = [Gpt], InputTokens = 1000, OutputCap = 500 };

    [Fact]
    public void Of_OneCandidate_InputAndCap() => Assert.Equal(new PlanHold(6250, 1500, null), PlanHold.Of(Prices, Plan));

    [Fact]
    public void Of_Chain_TheDearestCounts() =>
        Assert.Equal(new PlanHold(13_500, 1500, null), PlanHold.Of(Prices, Plan with { Candidates = [Gpt, Claude] }));

    [Fact]
    public void Of_Choices_MultiplyTheOutputOnly() => Assert.Equal(new PlanHold(16_250, 2500, null), PlanHold.Of(Prices, Plan with { Choices = 3 }));

    [Fact]
    public void Of_ChainWithOneUnpriced_HasNoPriceAtAll()
    {
        var hold = PlanHold.Of(Prices, Plan with { Candidates = [Gpt, new ModelCandidate("other", "gpt")] });

        Assert.Equal((null, 1500, "The model 'gpt' at 'other' has no price."), (hold.Microusd, hold.Tokens, hold.Unpriced));
    }

    [Fact]
    public void Of_PlanThatIsUnpriced_SaysWhy()
    {
        var hold = PlanHold.Of(Prices, Plan with { Unpriced = "the server tool 'web_search'" });

        Assert.Equal((null, 1500, "What the server tool 'web_search' costs is not known beforehand."), (hold.Microusd, hold.Tokens, hold.Unpriced));
    }

    [Fact]
    public void Of_ServiceTierWithoutPrice_SaysWhich()
    {
        Assert.Equal("The service tier 'flex' of the model 'claude' at 'anthropic' has no price.", PlanHold.Of(Prices, Plan with { Candidates = [Claude], ServiceTier = "flex" }).Unpriced);
        Assert.Equal(3125, PlanHold.Of(Prices, Plan with { ServiceTier = "flex" }).Microusd);
    }

    [Fact]
    public void Of_UnboundedInput_IsTheWholeContextWindowOrNothing()
    {
        var plan = Plan with { IsInputUnbounded = true };

        Assert.Equal(new PlanHold(505_000, 400_500, null), PlanHold.Of(Prices, plan));
        var unknown = PlanHold.Of(Prices, plan with { Candidates = [new ModelCandidate("any", "qwen")] });
        Assert.Equal((null, null, "The input has no bound, and the context window of the model 'qwen' at 'any' is not known."), (unknown.Microusd, unknown.Tokens, unknown.Unpriced));
    }

    [Fact]
    public void Of_NoCap_IsTheModelsLargestOutputOrItsWindowOrNothing()
    {
        var plan = Plan with { OutputCap = null };

        Assert.Equal(1250 + 1_280_000, PlanHold.Of(Prices, plan).Microusd);
        Assert.Equal(6000 + 15_000_000, PlanHold.Of(Prices, plan with { Candidates = [Claude] }).Microusd);
        Assert.Equal(
            "The output has no bound: neither the call nor the price of the model 'qwen' at 'any' sets one.",
            PlanHold.Of(Prices, plan with { Candidates = [new ModelCandidate("any", "qwen")] }).Unpriced);
    }

    [Fact]
    public void Of_Embeddings_HaveNoOutput() => Assert.Equal(
        new PlanHold(20, 1000, null), PlanHold.Of(Prices, Plan with { OutputCap = null, Candidates = [new ModelCandidate("openai", "embed")] }));

    [Theory]
    [InlineData(6250L, null, 500)]
    [InlineData(6249L, null, 499)]
    [InlineData(1260L, null, 1)]
    [InlineData(1259L, null, null)]
    [InlineData(null, 1200L, 200)]
    [InlineData(6250L, 1001L, 1)]
    [InlineData(6250L, 1000L, null)]
    [InlineData(null, null, 500)]
    public void LargestCap_FitsExactly(long? microusd, long? tokens, int? expected) =>
        Assert.Equal(expected, PlanHold.LargestCap(Prices, Plan, microusd, tokens));

    [Fact]
    public void LargestCap_Unpriced_IsNone()
    {
        Assert.Null(PlanHold.LargestCap(Prices, Plan with { Candidates = [new ModelCandidate("x", "y")] }, microusd: 1_000_000, tokens: null));
        Assert.Equal(500, PlanHold.LargestCap(Prices, Plan with { Candidates = [new ModelCandidate("x", "y")] }, microusd: null, tokens: 1_000_000));
        Assert.Null(PlanHold.LargestCap(Prices, Plan with { OutputCap = null }, microusd: 1_000_000, tokens: null));
    }
}
