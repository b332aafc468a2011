using FourRunr.Documents;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class CharactersTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("😀", 1)]
    [InlineData("a😀b😀", 4)]
    [InlineData("é", 1)]
    public void Count_Text_InCodePoints(string text, int expected) => Assert.Equal(expected, Characters.Count(text));

    [Fact]
    public void All_AnyText_AgreeWithRunes() => Prop.ForAll(
        Arb.From(from parts in Gen.ListOf(Gen.Elements("a", "é", "😀", "\ud83d", "\ude00", "漢")) from most in Gen.Choose(0, 12) select (string.Concat(parts), most)),
        made =>
        {
            var (text, most) = made;
            var runes = text.EnumerateRunes().ToArray();
            return Characters.Count(text) == runes.Length
                && Characters.AreAtMost(most, text) == (runes.Length <= most)
                && Characters.Count(Characters.Cut(text, most)) == Math.Min(most, runes.Length)
                && text.StartsWith(Characters.Cut(text, most), StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true));
}
