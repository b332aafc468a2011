using Xunit;

namespace FourRunr.PolicyEvaluation.Tests;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("serpapi:search", "serpapi", "search", true)]
    [InlineData("serpapi:search", "serpapi", "images", false)]
    [InlineData("serpapi:search", "serpapi", "search2", false)]
    [InlineData("serpapi:search", "serpapi", "Search", false)]
    [InlineData("serpapi:search", "serpap", "isearch", false)]
    [InlineData("serpapi:*", "serpapi", "anything", true)]
    [InlineData("serpapi:*", "serpapi2", "search", false)]
    [InlineData("*", "serpapi", "search", true)]
    [InlineData("*:*", "http_fetch", "get", true)]
    public void Covers_ToolAndAction_AsTheScopeSays(string text, string tool, string action, bool covered)
    {
        Assert.True(Scope.TryParse(text, out var scope));

        Assert.Equal(covered, scope!.Covers(tool, action));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("serpapi")]
    [InlineData("serpapi:")]
    [InlineData(":search")]
    [InlineData("*:search")]
    [InlineData("serp*:search")]
    [InlineData("serpapi:sea*")]
    [InlineData("serpapi:search:more")]
    [InlineData("*:*:*")]
    [InlineData("Serpapi:search")]
    [InlineData("serpapi:search ")]
    [InlineData(" serpapi:search")]
    [InlineData("serpapi:search\n")]
    [InlineData("1tool:search")]
    [InlineData("sërpapi:search")]
    [InlineData("**")]
    public void TryParse_NoScope_Refused(string? text)
    {
        Assert.False(Scope.TryParse(text, out var scope));
        Assert.Null(scope);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryParse_LongNames_UpTo64(int length, bool valid) =>
        Assert.Equal(valid, Scope.TryParse($"{new string('a', length)}:*", out _));

    [Theory]
    [InlineData("serpapi:search", "serpapi:search", 2)]
    [InlineData("serpapi:*", "serpapi:*", 1)]
    [InlineData("*", "*", 0)]
    [InlineData("*:*", "*", 0)]
    public void ToString_Scope_ShortestForm(string text, string expected, int specificity)
    {
        Assert.True(Scope.TryParse(text, out var scope));

        Assert.Equal(expected, scope!.ToString());
        Assert.Equal(specificity, scope.Specificity);
    }
}
