using FourRunr.ToolProxy.Prices.Arithmetic;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

public sealed class TokenPriceTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1.25", "1.25")]
    [InlineData("007.500", "7.5")]
    [InlineData("1000000", "1000000")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("999999.999999999999999999", "999999.999999999999999999")]
    public void TryParse_Decimal_KeepsAllDigits(string text, string expected)
    {
        Assert.True(TokenPrice.TryParse(text, out var price));
        Assert.Equal(expected, price.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1000000.000000000000000001")]
    [InlineData("0.0000000000000000001")]
    [InlineData("٣")]
    [InlineData("1\n")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(TokenPrice.TryParse(text, out _));

    [Theory]
    [InlineData("1.25e-06", "1.25")]
    [InlineData("3e-7", "0.3")]
    [InlineData("0.00000002", "0.02")]
    [InlineData("0.0000029999900000000002", "2.9999900000000002")]
    [InlineData("1.2999000000000001e-7", "0.12999000000000001")]
    [InlineData("0", "0")]
    [InlineData("0.0e-300", "0")]
    [InlineData("1E0", "1000000")]
    public void TryParsePerToken_Number_NeverPassesThroughFloatingPoint(string number, string expected)
    {
        Assert.True(TokenPrice.TryParsePerToken(Encoding.UTF8.GetBytes(number), out var price));
        Assert.Equal(expected, price.ToString());
    }

    [Theory]
    [InlineData("-1e-6")]
    [InlineData("1.000000000000000000000001")]
    [InlineData("1e-25")]
    [InlineData("1e300")]
    [InlineData("1e-999999999999")]
    [InlineData("2")]
    public void TryParsePerToken_OutOfRange_IsRefused(string number) => Assert.False(TokenPrice.TryParsePerToken(Encoding.UTF8.GetBytes(number), out _));

    [Theory]
    [InlineData("10", "1", "10", false)]
    [InlineData("10.000001", "1", "10", true)]
    [InlineData("1", "10", "0.1", false)]
    [InlineData("0.99", "10", "0.099", true)]
    [InlineData("2", "3", "0.6667", false)]
    [InlineData("1", "0", null, true)]
    [InlineData("0", "1", "0", true)]
    [InlineData("0", "0", null, false)]
    public void Ratio_AndJumpOfMoreThanTenTimes(string now, string was, string? ratio, bool isJump)
    {
        Assert.True(TokenPrice.TryParse(now, out var one) & TokenPrice.TryParse(was, out var other));

        Assert.Equal((ratio, isJump), (one.RatioTo(other), one.IsFarFrom(other, 10)));
    }

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("1.1534", true)]
    [InlineData("100", true)]
    [InlineData("0", false)]
    [InlineData("100.0001", false)]
    [InlineData("0.00001", false)]
    [InlineData("-1", false)]
    [InlineData("1e1", false)]
    public void Factor_Range(string text, bool isGood) => Assert.Equal(isGood, PriceFactor.TryParse(text, out _));
}
