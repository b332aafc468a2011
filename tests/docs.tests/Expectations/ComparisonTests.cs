using Xunit;

namespace FourRunr.Docs.Tests.Expectations;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("""{"a": "agt_…", "b": "…", "c": [1, "…"]}""", """{"a":"agt_1","b":{"x":1},"c":[1,2,3]}""")]
    [InlineData("""{"a": 1, "…": "…"}""", """{"a":1,"b":2}""")]
    [InlineData("""{"status": 403} {"a": null}""", """{"status":403}{"a":null}""")]
    [InlineData("""["…"]""", "[]")]
    public void Json_AsShown_HasNoDifference(string shown, string actual) => Assert.Null(JsonComparison.Difference(shown, actual));

    [Theory]
    [InlineData("""{"a": 1}""", """{"a":1,"b":2}""", "does not show $.b")]
    [InlineData("""{"a": 1, "b": 2}""", """{"a":1}""", "no $.b")]
    [InlineData("""{"a": {"status": 403}}""", """{"a":{"status":401}}""", "$.a.status is 403 in the page and 401")]
    [InlineData("""{"a": "agt_…"}""", """{"a":"tok_1"}""", "$.a is")]
    [InlineData("""[1]""", "[1,2]", "$ has 1 items")]
    [InlineData("""[1, 2, "…"]""", "[1]", "$ has 2 items")]
    [InlineData("{}", "{}{}", "shows 1 JSON values")]
    [InlineData("{}", "oh no", "no JSON")]
    public void Json_Otherwise_SaysWhere(string shown, string actual, string said) =>
        Assert.Contains(said, JsonComparison.Difference(shown, actual), StringComparison.Ordinal);

    [Theory]
    [InlineData("made agt_0123456789abcdef0123456789abcdef in 3.5 ms", "made agt_fedcba9876543210fedcba9876543210 in 417.1 ms")]
    [InlineData("8 × 200, 17 × 429 on 127.0.0.1:8080", "9 × 200, 16 × 429 on 127.0.0.1:31234")]
    [InlineData("a\n…\nd", "a\nb\nc\nd")]
    [InlineData("a\n…", "a\nb\nc")]
    [InlineData("a … d", "a b c d")]
    public void Text_AsShown_HasNoDifference(string shown, string actual) => Assert.Null(TextComparison.Difference(shown, actual));

    [Theory]
    [InlineData("answered 200", "answered 503")]
    [InlineData("a", "a\nb")]
    [InlineData("a\nb", "a")]
    [InlineData("a\n…\nd", "a\nb\nc")]
    [InlineData("a … d", "a d")]
    [InlineData("agt_…", "tok_1")]
    public void Text_Otherwise_IsADifference(string shown, string actual) => Assert.NotNull(TextComparison.Difference(shown, actual));
}
