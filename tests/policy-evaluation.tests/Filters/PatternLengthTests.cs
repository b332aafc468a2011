using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Filters;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

public sealed class PatternLengthTests
{
    [Theory]
    [InlineData("BEGIN PRIVATE KEY", 17)]
    [InlineData("", 0)]
    [InlineData("a|bcd|ef", 3)]
    [InlineData("(a|bcd)(?:ef)?", 5)]
    [InlineData("(?<name>ab){2,3}", 6)]
    [InlineData("(?'name'ab){3}?", 6)]
    [InlineData("(?i)abc(?#note)d", 4)]
    [InlineData("(?i-s:ab)c", 3)]
    [InlineData("[a-z]{1,20}", 20)]
    [InlineData("[]a]b", 2)]
    [InlineData("[^]a]b", 2)]
    [InlineData(@"[\]a]{2}", 2)]
    [InlineData("[a-z-[aeiou]]b", 2)]
    [InlineData("[a[b]c", 2)]
    [InlineData(@"\d{3}-\d{2}", 6)]
    [InlineData(@"\p{L}\P{IsGreek}\x41\u0041\cA\.\(\{", 8)]
    [InlineData(@"\bkey\b", 5)]
    [InlineData("a{,5}", 5)]
    [InlineData("a{", 2)]
    [InlineData("a{x}", 4)]
    [InlineData("😀", 2)]
    [InlineData(".{0,16384}", 16_384)]
    public void Of_BoundedPattern_IsItsLongestMatch(string pattern, int expected) => Assert.Equal(expected, PatternLength.Of(pattern));

    [Theory]
    [InlineData("a*")]
    [InlineData("a+?b")]
    [InlineData("a{3,}")]
    [InlineData("(ab|c+)d")]
    [InlineData("(a{1,1000}){1,1000}")]
    [InlineData("^a")]
    [InlineData("a$")]
    [InlineData(@"\Aa")]
    [InlineData(@"a\z")]
    [InlineData(@"a\Z")]
    [InlineData("(?=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?<n>a)\k<n>")]
    [InlineData("(?x) a b")]
    [InlineData("(?>a)b")]
    [InlineData(".{0,16385}")]
    public void Of_AnythingElse_IsUnbounded(string pattern) => Assert.Null(PatternLength.Of(pattern));

    [Fact]
    public void Of_RandomPatterns_NoMatchIsEverLonger() => Prop.ForAll(
        Arb.From(from pattern in Pattern(3) from text in Texts select (pattern, text)),
        question => PatternLength.Of(question.pattern) is not { } longest
            || Regex.Matches(question.text, question.pattern, RegexOptions.NonBacktracking).All(match => match.Length <= longest))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true));

    [Theory]
    [InlineData(PiiKind.Ssn, 11 + 2)]
    [InlineData(PiiKind.CreditCard, 37 + 2)]
    [InlineData(PiiKind.Phone, 46 + 2)]
    [InlineData(PiiKind.Email, 321)]
    public void LongestMatch_PersonalData_IsBounded(PiiKind kind, int expected) => Assert.Equal(expected, PersonalData.LongestMatch(kind));

    private static readonly Gen<string> Texts = Gen.Choose(0, 30).SelectMany(count => Gen.ListOf(Gen.Elements('a', 'b', 'c', '{', '-', ' '), count))
        .Select(characters => new string([.. characters]));

    private static Gen<string> Pattern(int depth)
    {
        var atom = Gen.Elements("a", "b", ".", "[ab]", "[^b-]", @"\w", @"\{", @"\b", "{", "-");
        if (depth == 0)
        {
            return atom;
        }

        var inner = Pattern(depth - 1);
        return Gen.OneOf(
            atom,
            from left in inner from right in inner select left + right,
            from left in inner from right in inner select $"(?:{left}|{right})",
            from part in inner from times in Gen.Elements("?", "*", "+", "{2}", "{1,3}", "{2,}", "{1,3}?") select $"({part}){times}");
    }
}
