using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Filters;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

/// <summary>A text in pieces is filtered as the whole text is.</summary>
public sealed class WindowedTextTests
{
    private static readonly string[] Fragments =
    [
        "a", " ", "@", ".", "-", "4", "1", "ann@example.com", "4111 1111 1111 1111", "4111111111111111", "123-45-6789", "+1 416 555 0199", "(416) 555-0199",
        "\n", "😀", "é", "canary", "word", "_", "+49 30 901820", "555-0199", "x@y", ".org", "x@y.zz",
    ];

    private static readonly PiiKind[] All = [PiiKind.Email, PiiKind.Phone, PiiKind.Ssn, PiiKind.CreditCard];

    public static TheoryData<PiiKind[]> Kinds => [.. All.Select(kind => (PiiKind[])[kind]), All];

    [Theory, MemberData(nameof(Kinds))]
    public void Append_AnyCuts_ResultOfTheWholeText(PiiKind[] kinds)
    {
        var constraints = Compiled.Filters(personalData: kinds);
        var texts = Gen.ArrayOf(Gen.Elements(Fragments));
        var cuts = Gen.ArrayOf(Gen.Choose(1, 40));

        Prop.ForAll(
            texts.Zip(cuts).ToArbitrary(),
            drawn =>
            {
                var text = string.Concat(drawn.Item1);
                Assert.Equal(Whole(constraints, text), Windowed(constraints, Pieces(text, drawn.Item2)));
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(@"\bcat\b", "concat cat", true)]
    [InlineData(@"\bcat\b", "concat cats category", false)]
    [InlineData(@"[0-9]{3}x?", "12 12 123", true)]
    [InlineData(@"\Bcat", "cat", false)]
    [InlineData(@"a{5}", "aaaa aaaa aaaa", false)]
    [InlineData(@"😀!", "a 😀!", true)]
    public void Append_BlockingPattern_FindsWhatTheWholeTextHas(string pattern, string text, bool isBlocked)
    {
        var filters = Compiled.Filters(block: [pattern]).TextFilters;
        Assert.NotNull(filters[0].LongestMatch);
        foreach (var padding in (string[])["", new string('z', 100) + " "])
        {
            for (var size = 1; size <= text.Length; size++)
            {
                var windowed = new WindowedText([filters[0]]);
                var output = new List<char>();
                var blocked = (padding + text).Chunk(size).Any(piece => windowed.Append(piece, isEnd: false, output) is not null)
                    || windowed.Append("", isEnd: true, output) is not null;

                Assert.Equal(isBlocked, blocked);
                Assert.True(isBlocked || new string([.. output]) == padding + text);
            }
        }
    }

    [Fact]
    public void Append_TextWithoutFindings_KeepsNoMoreThanAMatch()
    {
        var filter = Compiled.Filters(block: ["canary-[0-9a-f]{4}"]).TextFilters[0];
        var windowed = new WindowedText([filter]);
        var output = new List<char>();
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Null(windowed.Append("word ", isEnd: false, output));
            Assert.InRange(5 * (i + 1) - output.Count, 0, filter.LongestMatch!.Value + 2);
        }
    }

    private static string Whole(CompiledConstraints constraints, string text) =>
        constraints.TextFilters.Aggregate(text, (left, filter) => filter.Clean(left));

    private static string Windowed(CompiledConstraints constraints, IEnumerable<string> pieces)
    {
        foreach (var filter in constraints.TextFilters)
        {
            pieces = [.. Stage(filter, pieces)];
        }

        return string.Concat(pieces);
    }

    private static IEnumerable<string> Stage(TextFilter filter, IEnumerable<string> pieces)
    {
        var windowed = new WindowedText([filter]);
        foreach (var piece in pieces)
        {
            var output = new List<char>();
            Assert.Null(windowed.Append(piece, isEnd: false, output));
            yield return new string([.. output]);
        }

        var last = new List<char>();
        windowed.Append("", isEnd: true, last);
        yield return new string([.. last]);
    }

    private static IEnumerable<string> Pieces(string text, int[] cuts)
    {
        foreach (var cut in cuts.Where(cut => cut < text.Length))
        {
            yield return text[..cut];
            text = text[cut..];
        }

        yield return text;
    }
}
