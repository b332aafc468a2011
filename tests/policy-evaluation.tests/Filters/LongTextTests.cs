using FourRunr.Contracts;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

/// <summary>Whole texts, however long, hide nothing from filters.</summary>
public sealed class LongTextTests
{
    private const int Long = 200_000;
    private const string Address = "ann@example.com";
    private const string Redacted = "[redacted:email]";

    [Theory]
    [InlineData("a", 64)]
    [InlineData("é", 64)]
    [InlineData("7", 64)]
    [InlineData("-", 64)]
    public void Filter_AddressAtTheEndOfARun_IsRedactedWithTheMostThatALocalPartHas(string character, int longestLocalPart)
    {
        foreach (var length in (int[])[4_095, 4_096, 4_200, 99_985, 99_990, 99_999, 100_000, Long, 300_000])
        {
            var run = string.Concat(Enumerable.Repeat(character, length));

            Assert.Equal(run[..^longestLocalPart] + Redacted, Filtered(run + "@example.com"));
            Assert.Equal($"{run} {Redacted} {run}", Filtered($"{run} {Address} {run}"));
        }
    }

    [Theory]
    [InlineData("-")]
    [InlineData("=")]
    [InlineData("/")]
    [InlineData("%")]
    [InlineData("@")]
    [InlineData(" ")]
    public void Filter_AddressBeforeARun_IsRedacted(string character)
    {
        var run = string.Concat(Enumerable.Repeat(character, Long));

        Assert.Equal(Redacted + run, Filtered(Address + run));
        Assert.Equal($"{Redacted}{run}{Redacted}{run}{Redacted}", Filtered($"{Address}{run};{Address}{run};{Address}").Replace(";", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Filter_AddressAtAnyPlace_IsRedacted()
    {
        // At every place around the ends of pieces, and around the 100,000th character.
        foreach (var place in Enumerable.Range(4_000, 200).Concat(Enumerable.Range(99_900, 200)))
        {
            var before = new string('x', place - 1) + " ";
            Assert.Equal($"{before}{Redacted}, {Redacted}", Filtered($"{before}{Address}, {Address}"));
        }
    }

    [Theory]
    [InlineData("KEY-[0-9]{6}")]
    [InlineData("KEY-[0-9]+x")]
    [InlineData(@"\bKEY-[0-9]+x$")]
    public void Filter_BlockedPatternAtAnyPlace_IsFound(string pattern)
    {
        var constraints = Compiled.Filters(block: [pattern]);
        foreach (var place in Enumerable.Range(4_090, 12).Concat(Enumerable.Range(99_985, 20)).Append(Long))
        {
            JsonNode? text = JsonValue.Create(new string(' ', place) + "KEY-123456x");
            Assert.Equal($"response_filters.block_patterns {pattern}", constraints.Filter(ref text)?.Rule);

            text = JsonValue.Create(new string(' ', place) + "KEY-12345");
            Assert.Null(constraints.Filter(ref text));
        }
    }

    [Theory]
    [InlineData(99_995, true)]
    [InlineData(Long, true)]
    [InlineData(Long, false)]
    public void Check_PatternOfALongParameter_IsThatOfTheWholeText(int place, bool matches)
    {
        var constraints = CompiledConstraints.Compile(
            [
                new PolicyConstraints
                {
                    PolicyId = "pol_1",
                    PolicyName = "p",
                    PolicyVersion = 1,
                    Guards = new GuardSpec
                    {
                        Params = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>
                        {
                            ["*"] = new Dictionary<string, ParameterRule> { ["q"] = new() { Pattern = @".*\bKEY-[0-9]{6}" } },
                        },
                    },
                },
            ],
            "serpapi",
            "search",
            []);
        var text = new string(' ', place) + (matches ? "KEY-123456" : "KEY-12345x");

        var denial = constraints.Check(new ConstrainedCall(JsonSerializer.SerializeToElement(new { q = text }), RequestBytes: 1, DateTimeOffset.UnixEpoch));

        Assert.Equal(matches, denial is null);
    }

    private static string Filtered(string text)
    {
        JsonNode? data = JsonValue.Create(text);
        Assert.Null(Compiled.Filters(personalData: [PiiKind.Email]).Filter(ref data));
        return data!.GetValue<string>();
    }
}
