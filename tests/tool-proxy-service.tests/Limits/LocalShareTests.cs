using FourRunr.Hosting;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class LocalShareTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("4", 4)]
    public void From_GoodValue_Replicas(string? text, int replicas) => Assert.Equal(replicas, From(text).Replicas);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("two")]
    public void From_BadValue_NamesTheSetting(string text) =>
        Assert.Contains("GATEWAY_REPLICAS", Assert.Throws<InvalidConfigurationException>(() => From(text)).Message);

    [Theory]
    [InlineData(100, 200, 4, 50)]
    [InlineData(1, 3, 4, 1)]
    public void Of_AllReplicasTogether_RateIsTheWholeAndBurstAtLeastOne(int requests, int burst, int replicas, int expectedBurst)
    {
        var share = new LocalShare(replicas).Of(new RateLimit(requests, TimeSpan.FromSeconds(1), burst));

        Assert.Equal(requests, replicas * share.Requests / share.Per.TotalSeconds);
        Assert.Equal(expectedBurst, share.Burst);
    }

    private static LocalShare From(string? text) =>
        LocalShare.From(new ConfigurationBuilder().AddInMemoryCollection([new("GATEWAY_REPLICAS", text)]).Build());
}
