using FourRunr.Contracts;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

public sealed class TextFilterTests
{
    [Fact]
    public void TextFilters_EveryKind_ComesWithItsBound()
    {
        var filters = Compile(
            Policy("pol_1", filters: new() { BlockPatterns = ["KEY-[0-9]{4}", "a+"], RedactFields = ["x"] }, guards: new() { PiiFilters = [PiiKind.Ssn, PiiKind.CreditCard] }),
            Policy("pol_2", filters: new() { TruncateFields = [new("y", 3)] }, guards: new() { PiiFilters = [PiiKind.Ssn] })).TextFilters;

        Assert.Equal(
            [
                ("response_filters.block_patterns KEY-[0-9]{4}", 8), ("response_filters.block_patterns a+", null),
                ("guards.pii_filters credit_card", 39), ("guards.pii_filters ssn", 13),
                ("response_filters.redact_fields", null), ("response_filters.truncate_fields", null),
            ],
            filters.Select(filter => (filter.Rule, filter.LongestMatch)));
    }

    [Fact]
    public void TextFilters_OneAfterAnother_DoWhatTheWholeFilterDoes()
    {
        var constraints = Compile(Policy("pol_1", guards: new() { PiiFilters = [PiiKind.Phone, PiiKind.Email, PiiKind.CreditCard, PiiKind.Ssn] }));
        const string text = "a@b.org 4111 1111 1111 1111, 123-45-6789, +1 (416) 555-0199";
        JsonNode? whole = JsonValue.Create(text);
        Assert.Null(constraints.Filter(ref whole));

        Assert.Equal(whole!.GetValue<string>(), constraints.TextFilters.Aggregate(text, (part, filter) => filter.Clean(part)));
    }

    [Fact]
    public void Check_BlockedPattern_NamesRuleAndPolicy()
    {
        var filter = Assert.Single(Compile(Policy("pol_1", filters: new() { BlockPatterns = ["KEY"] })).TextFilters);

        Assert.Null(filter.Check("no such thing"));
        Assert.Equal(("response_filters.block_patterns KEY", "pol_1"), (filter.Check("a KEY")?.Rule, filter.Check("a KEY")?.Policy.PolicyId));
        Assert.Same("KEY", filter.Clean("KEY"));
    }

    [Theory]
    [InlineData("KEY-[0-9]{4}", StreamFilterMode.Window)]
    [InlineData("KEY-[0-9]+", StreamFilterMode.Buffer)]
    public void StreamFilter_FilterOfAnotherPolicyThatNeedsTheWholeAnswer_ForcesBuffer(string pattern, StreamFilterMode expected) => Assert.Equal(
        expected,
        Compile(
            Policy("pol_1", models: new() { StreamFilter = StreamFilterMode.Window }),
            Policy("pol_2", filters: new() { BlockPatterns = [pattern] })).Models.StreamFilter);

    private static CompiledConstraints Compile(params PolicyConstraints[] policies) => CompiledConstraints.Compile(policies, "openai", "chat", []);

    private static PolicyConstraints Policy(string id, ResponseFilterSpec? filters = null, GuardSpec? guards = null, ModelSpec? models = null) =>
        new() { PolicyId = id, PolicyName = id, PolicyVersion = 1, ResponseFilters = filters, Guards = guards, Models = models };
}
