using System.Numerics;
using FourRunr.Documents;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("10", "10")]
    [InlineData("10.0", "10")]
    [InlineData("1e1", "10")]
    [InlineData("1.0E+1", "10")]
    [InlineData("-0", "0")]
    [InlineData("-0.000e7", "0")]
    [InlineData("0.50", "0.5")]
    [InlineData("5e-1", "0.5")]
    [InlineData("-12.340", "-12.34")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("1000000000000000000000", "1e+21")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("123456789012345678901234567890", "1.2345678901234567890123456789e+29")]
    [InlineData("1e400", "1e+400")]
    [InlineData("1234567890123456789", "1234567890123456789")]
    public void ToString_AnySpelling_IsTheOneSpelling(string text, string expected) => Assert.Equal(expected, Read(text).ToString());

    [Theory]
    [InlineData("10.0", true)]
    [InlineData("1e1", true)]
    [InlineData("-0.0", true)]
    [InlineData("12300e-2", true)]
    [InlineData("10.5", false)]
    [InlineData("1e-1", false)]
    [InlineData("1234e-2", false)]
    public void IsInteger_AnySpelling_LooksAtTheValue(string text, bool expected) => Assert.Equal(expected, Read(text).IsInteger);

    [Theory]
    [InlineData("1e308", true)]
    [InlineData("1.7976931348623157e308", true)]
    [InlineData("1.8e308", false)]
    [InlineData("1e309", false)]
    [InlineData("-1e400", false)]
    [InlineData("1e-400", true)]
    [InlineData("1e99999999999999999999999", false)]
    public void IsFinite_Value_IsWithinADouble(string text, bool expected) => Assert.Equal(expected, Read(text).IsFinite);

    [Theory]
    [InlineData("1234567890123456788", "1234567890123456789", -1)]
    [InlineData("9007199254740993", "9007199254740992", 1)]
    [InlineData("0.1", "0.10", 0)]
    [InlineData("-1", "1", -1)]
    [InlineData("-2", "-1", -1)]
    [InlineData("-0", "0", 0)]
    [InlineData("1.23", "1.234", -1)]
    [InlineData("1.5", "15e-1", 0)]
    public void CompareTo_Neighbours_IsExact(string left, string right, int expected) =>
        Assert.Equal(expected, Math.Sign(Read(left).CompareTo(Read(right))));

    [Theory]
    [InlineData("10", true)]
    [InlineData("-7", true)]
    [InlineData("0", true)]
    [InlineData("0.7", true)]
    [InlineData("-12.34", true)]
    [InlineData("0.000001", true)]
    [InlineData("-0", false)]
    [InlineData("0.0", false)]
    [InlineData("10.0", false)]
    [InlineData("1e1", false)]
    [InlineData("0.50", false)]
    [InlineData("0.0000001", false)]
    public void IsCanonical_CommonNumbers_AreSeenAtOnce(string text, bool expected) => Assert.Equal(expected, JsonNumber.IsCanonical(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void CompareTo_AnyTwoNumbers_AgreesWithFractionsOfWholeNumbers()
    {
        var digits = Gen.Choose(0, 9).NonEmptyListOf().Select(list => string.Concat(list.Take(25)));
        var number =
            from negative in Gen.Elements("", "-")
            from whole in digits
            from fraction in Gen.OneOf(Gen.Constant(""), digits.Select(text => "." + text))
            from exponent in Gen.OneOf(Gen.Constant(""), Gen.Choose(-30, 30).Select(value => string.Create(CultureInfo.InvariantCulture, $"e{value}")))
            select negative + WithoutLeadingZeros(whole) + fraction + exponent;
        Prop.ForAll(number.Two().ToArbitrary(), pair =>
        {
            var (left, right) = (pair.Item1, pair.Item2);
            Assert.Equal(Scaled(left).CompareTo(Scaled(right)), Math.Sign(Read(left).CompareTo(Read(right))));
            var canonical = Read(left).ToString();
            Assert.Equal(Scaled(left), Scaled(canonical));
            Assert.Equal(canonical, Read(canonical).ToString());
            Assert.True(!JsonNumber.IsCanonical(Encoding.UTF8.GetBytes(left)) || canonical == left);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    /// <summary>The value times 10^100, by another way.</summary>
    private static BigInteger Scaled(string text)
    {
        var parts = text.Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var fraction = parts[0].IndexOf('.') is var point and >= 0 ? parts[0].Length - point - 1 : 0;
        return BigInteger.Parse(parts[0].Replace(".", ""), CultureInfo.InvariantCulture) * BigInteger.Pow(10, 100 + exponent - fraction);
    }

    private static string WithoutLeadingZeros(string digits) => digits.TrimStart('0') is { Length: > 0 } rest ? rest : "0";

    private static JsonNumber Read(string text) => JsonNumber.Parse(Encoding.UTF8.GetBytes(text));
}
