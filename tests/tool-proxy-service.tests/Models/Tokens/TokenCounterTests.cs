using FourRunr.ToolProxy.Models.Tokens;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Tokens;

public sealed class TokenCounterTests
{
    private static readonly TokenCounter Real = new();

    [Theory]
    [InlineData("", 0)]
    [InlineData("hello world", 2)]
    [InlineData("tiktoken is great!", 6)]
    public void Count_KnownTexts_AsTiktokenCounts(string text, long expected) => Assert.Equal(expected, Real.Count(text, TokenEncoding.Cl100kBase));

    [Fact]
    public void Count_Encodings_Differ()
    {
        const string Text = "Привет, как у тебя дела? Всё хорошо.";

        Assert.True(Real.Count(Text) < Real.Count(Text, TokenEncoding.Cl100kBase));
    }

    [Theory]
    [InlineData("1", 2)]
    [InlineData("1.1", 3)]
    [InlineData("1.5", 3)]
    public void Count_Factor_RoundsUp(string factor, long expected) =>
        Assert.Equal(expected, Real.Count("hello world", TokenEncoding.Cl100kBase, decimal.Parse(factor, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Count_OneUnbrokenRun_IsFedInPieces()
    {
        var pieces = new List<int>();
        var counter = new TokenCounter(_ => piece =>
        {
            pieces.Add(piece.Length);
            return 1;
        });

        var count = counter.Count(new string('a', 200_000));

        Assert.All(pieces, length => Assert.InRange(length, 1, TokenCounter.LongestPiece));
        Assert.Equal((200_000, 196, 196L), (pieces.Sum(), pieces.Count, count));
    }

    [Fact]
    public void Count_RealTokenizer_TakesOneUnbrokenRun() => Assert.InRange(Real.Count(new string('a', 200_000)), 25_000, 26_000);

    [Theory]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    public void Count_SurrogatePairsAtTheEndOfAPiece_StayWhole(int before)
    {
        var text = new string('a', before) + string.Concat(Enumerable.Repeat("\U0001F600", 3000));
        var fed = new List<string>();
        var counter = new TokenCounter(_ => piece =>
        {
            fed.Add(piece.ToString());
            return 1;
        });

        counter.Count(text);

        Assert.Equal(text, string.Concat(fed));
        Assert.All(fed, piece => Assert.False(char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1])));
    }

    [Fact]
    public void Count_LoneSurrogates_AreCounted() => Assert.True(Real.Count(new string('\ud83d', 3000)) > 0);

    [Fact]
    public void Count_LoadsAnEncodingOnceAndOnlyWhenItIsNeeded()
    {
        var loaded = new List<TokenEncoding>();
        var counter = new TokenCounter(encoding =>
        {
            loaded.Add(encoding);
            return _ => 1;
        });
        Assert.Equal(0, counter.Count(""));
        Assert.Empty(loaded);

        counter.Count("one");
        counter.Count("two");
        counter.Count("three", TokenEncoding.Cl100kBase);

        Assert.Equal([TokenEncoding.O200kBase, TokenEncoding.Cl100kBase], loaded);
    }

    [Theory]
    [InlineData("plain English text, as it comes")]
    [InlineData("𓀀𓁐𓂀 \u0001\u0002 \ud7ff ﷽ 👩‍👩‍👧‍👦")]
    [InlineData("aAaAaAzZqQxX0192837465!@#$%^&*(")]
    public void UpperBound_IsNeverBelowTheCount(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetByteCount(text);

        Assert.All(Enum.GetValues<TokenEncoding>(), encoding => Assert.True(Real.Count(text, encoding) <= TokenCounter.UpperBound(bytes)));
        Assert.Equal(bytes + (3 * TokenCounter.OverheadOfPart), TokenCounter.UpperBound(bytes, parts: 3));
    }
}
