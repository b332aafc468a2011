using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Filters;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

public sealed class TextFindingTests
{
    [Theory]
    [InlineData(PiiKind.Email, "to ann@example.com.", 0, 3, 15, "[redacted:email]")]
    [InlineData(PiiKind.Email, "to ann@example.com.", 4, 4, 14, "[redacted:email]")]
    [InlineData(PiiKind.Ssn, "x 123-45-6789", 0, 2, 11, "[redacted:ssn]")]
    [InlineData(PiiKind.Ssn, "x 666-45-6789", 0, 2, 11, null)]
    [InlineData(PiiKind.CreditCard, "4111 1111 1111 1112", 0, 0, 19, null)]
    public void Find_PersonalData_NamesPlaceAndReplacement(PiiKind kind, string text, int start, int index, int length, string? replacement)
    {
        var filter = Filters(new GuardSpec { PiiFilters = [kind] }, filters: null).Single();

        Assert.False(filter.Blocks);
        Assert.Equal(new TextFinding(index, length, replacement), filter.Find(text, start));
    }

    [Fact]
    public void Find_WordBoundary_LooksAtWhatPrecedesTheStart()
    {
        var filter = Filters(guards: null, new ResponseFilterSpec { BlockPatterns = [@"\bcat"] }).Single();

        Assert.True(filter.Blocks);
        Assert.Null(filter.Find("concat", 3));
        Assert.Equal("response_filters.block_patterns \\bcat", filter.Find("con cat", 3)?.Denial?.Rule);
    }

    [Fact]
    public void Find_Nothing_Null() => Assert.Null(Filters(new GuardSpec { PiiFilters = [PiiKind.Phone] }, filters: null).Single().Find("no number", 0));

    private static IReadOnlyList<TextFilter> Filters(GuardSpec? guards, ResponseFilterSpec? filters) => CompiledConstraints.Compile(
        [new PolicyConstraints { PolicyId = "pol_a", PolicyName = "a", PolicyVersion = 1, Guards = guards, ResponseFilters = filters }], "openai", "chat", []).TextFilters;
}
