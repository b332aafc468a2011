using FourRunr.Contracts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Differential;

/// <summary>For any two numbers, however they are written, every rule about numbers says what exact decimals say.</summary>
public sealed class NumberRuleTests
{
    private static readonly Gen<string> Digits = Gen.Choose(1, 40)
        .SelectMany(count => Gen.ArrayOf(Gen.Choose(0, 9), count)).Select(digits => string.Concat(digits));

    private static readonly Gen<string> Number =
        from sign in Gen.Elements("", "-")
        from whole in Digits
        from fraction in Gen.Frequency((2, Gen.Constant("")), (1, Digits.Select(digits => $".{digits}")))
        from exponent in Gen.Frequency((2, Gen.Constant("")), (1, Gen.Choose(-40, 40).Select(power => $"e{power}")))
        select sign + (whole.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0") + fraction + exponent;

    /// <summary>Two that have nothing to do with each other are hardly ever equal, so many are one number in two spellings, or nearly.</summary>
    private static readonly Arbitrary<(string One, string Other)> Pairs = Arb.From(
        from one in Number
        from other in Gen.OneOf(Number, Gen.Elements(one, InTenths(one), WithDigits(one, "00"), WithDigits(one, "01")))
        select (one, other));

    [Fact]
    public void Rules_AnyTwoNumbers_AgreeWithExactDecimals() => Prop.ForAll(Pairs, pair =>
    {
        var order = NaiveNumber.Of(pair.One).CompareTo(NaiveNumber.Of(pair.Other));
        var node = JsonNode.Parse(pair.Other)!;
        return Passes(new ParameterRule { In = [node] }, pair.One) == (order == 0)
            && Passes(new ParameterRule { NotIn = [node] }, pair.One) == (order != 0)
            && Passes(new ParameterRule { Min = new ExactNumber(pair.Other) }, pair.One) == (order >= 0)
            && Passes(new ParameterRule { Max = new ExactNumber(pair.Other) }, pair.One) == (order <= 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true));

    [Theory]
    [InlineData("1234567890123456789", "1234567890123456788")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("0.1", "0.1000000000000000055511151231257827")]
    public void Rules_NumbersThatAreOneDouble_AreTold(string one, string other)
    {
        Assert.False(Passes(new ParameterRule { In = [JsonNode.Parse(one)!] }, other));
        Assert.True(Passes(new ParameterRule { NotIn = [JsonNode.Parse(one)!] }, other));
        Assert.NotEqual(Passes(new ParameterRule { Min = new ExactNumber(one) }, other), Passes(new ParameterRule { Max = new ExactNumber(one) }, other));
    }

    /// <summary>Through the wire, as policies reach the tool proxy.</summary>
    private static bool Passes(ParameterRule rule, string number)
    {
        var policy = new PolicyConstraints
        {
            PolicyId = "pol_1",
            PolicyName = "p",
            PolicyVersion = 1,
            Guards = new GuardSpec { Params = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>> { ["*"] = new Dictionary<string, ParameterRule> { ["n"] = rule } } },
        };
        var sent = JsonSerializer.Deserialize<PolicyConstraints>(JsonSerializer.Serialize(policy, GatewayJson.Strict), GatewayJson.Strict)!;
        return CompiledConstraints.Compile([sent], "t", "a", []).Check(new ConstrainedCall(JsonElement.Parse($$"""{"n":{{number}}}"""), 0, default)) is null;
    }

    private static string InTenths(string number) => number.Contains('e', StringComparison.Ordinal) || number is "0" or "-0" ? number : $"{number}0e-1";

    private static string WithDigits(string number, string digits) => number switch
    {
        _ when number.Contains('e', StringComparison.Ordinal) => number,
        _ when number.Contains('.', StringComparison.Ordinal) => number + digits,
        _ => $"{number}.0{digits}",
    };
}
