using FourRunr.Documents;
using FourRunr.PolicyEvaluation.Documents;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Documents;

public sealed class ModelAndBudgetReaderTests
{
    private const string Budget = """name: b, limit: "1", window: {sliding: 1h}""";

    [Theory]
    [InlineData("models: {allow: gpt}", "models.allow")]
    [InlineData("models: {allow: []}", null)]
    [InlineData("models: {allow: [\"*\"]}", null)]
    [InlineData("models: {allow: [\"\"]}", "models.allow[0]")]
    [InlineData("models: {allow: [gpt, \"gpt 5\"]}", "models.allow[1]")]
    [InlineData("models: {deny: [\"gpt\\u00e9\"]}", "models.deny[0]")]
    [InlineData("models: {deny: }", "models.deny")]
    [InlineData("models: {max_output_tokens: 0}", "models.max_output_tokens")]
    [InlineData("models: {max_output_tokens: 10000001}", "models.max_output_tokens")]
    [InlineData("models: {max_output_tokens: 10000000}", null)]
    [InlineData("models: {default_output_tokens: 0}", "models.default_output_tokens")]
    [InlineData("models: {default_output_tokens: 11, max_output_tokens: 10}", "models.default_output_tokens")]
    [InlineData("models: {default_output_tokens: 10, max_output_tokens: 10}", null)]
    [InlineData("models: {max_input_tokens: 1.5}", "models.max_input_tokens")]
    [InlineData("models: {max_input_tokens: 10000001}", "models.max_input_tokens")]
    [InlineData("models: {max_choices: 129}", "models.max_choices")]
    [InlineData("models: {max_choices: 128}", null)]
    [InlineData("models: {on_excess: shrink}", "models.on_excess")]
    [InlineData("models: {stream_filter: none}", "models.stream_filter")]
    [InlineData("models: {server_tools: [web search]}", "models.server_tools[0]")]
    [InlineData("models: {server_tools: []}", null)]
    [InlineData("models: {max_tokens: 5}", "models.max_tokens")]
    public void Read_Models_EachBadMemberIsNamed(string yaml, string? path) => AssertPath(yaml, path);

    [Theory]
    [InlineData("name: B", "budgets[0].name")]
    [InlineData("name: 1b", "budgets[0].name")]
    [InlineData("per: tag", "budgets[0].per")]
    [InlineData("per: \"tag:\"", "budgets[0].per")]
    [InlineData("per: \"tag:A\"", "budgets[0].per")]
    [InlineData("per: \"tag:1-a\"", null)]
    [InlineData("per: all", null)]
    [InlineData("per: role", null)]
    [InlineData("unit: eur", "budgets[0].unit")]
    [InlineData("limit: 25.00", "budgets[0].limit")]
    [InlineData("limit: \"0\"", "budgets[0].limit")]
    [InlineData("limit: \"0.000000\"", "budgets[0].limit")]
    [InlineData("limit: \"-1\"", "budgets[0].limit")]
    [InlineData("limit: \"1e3\"", "budgets[0].limit")]
    [InlineData("limit: \"1,000\"", "budgets[0].limit")]
    [InlineData("limit: \" 1\"", "budgets[0].limit")]
    [InlineData("limit: \"01\"", "budgets[0].limit")]
    [InlineData("limit: \".5\"", "budgets[0].limit")]
    [InlineData("limit: \"1.\"", "budgets[0].limit")]
    [InlineData("limit: \"0.0000001\"", "budgets[0].limit")]
    [InlineData("limit: \"0.000001\"", null)]
    [InlineData("limit: \"1000000000.000001\"", "budgets[0].limit")]
    [InlineData("limit: \"1000000000\"", null)]
    [InlineData("unit: tokens, limit: \"1.0\"", "budgets[0].limit")]
    [InlineData("unit: tokens, limit: \"0\"", "budgets[0].limit")]
    [InlineData("unit: tokens, limit: \"1000000000001\"", "budgets[0].limit")]
    [InlineData("unit: tokens, limit: \"1000000000000\"", null)]
    [InlineData("window: {}", "budgets[0].window.*")]
    [InlineData("window: 24h", "budgets[0].window")]
    [InlineData("window: {calendar: day, sliding: 1h}", "budgets[0].window.*")]
    [InlineData("window: {calendar: week}", "budgets[0].window.calendar")]
    [InlineData("window: {calendar: month}", null)]
    [InlineData("window: {calendar: day, timezone: Nowhere/Land}", "budgets[0].window.timezone")]
    [InlineData("window: {calendar: day, timezone: Eastern Standard Time}", "budgets[0].window.timezone")]
    [InlineData("window: {calendar: day, timezone: Asia/Kolkata}", null)]
    [InlineData("window: {sliding: 1h, timezone: UTC}", "budgets[0].window.timezone")]
    [InlineData("window: {sliding: 59s}", "budgets[0].window.sliding")]
    [InlineData("window: {sliding: 60s}", null)]
    [InlineData("window: {sliding: 31d}", null)]
    [InlineData("window: {sliding: 745h}", "budgets[0].window.sliding")]
    [InlineData("window: {sliding: soon}", "budgets[0].window.sliding")]
    [InlineData("scopes: []", "budgets[0].scopes")]
    [InlineData("scopes: [openai]", "budgets[0].scopes[0]")]
    [InlineData("scopes: [\"openai:*\", \"*\"]", null)]
    [InlineData("alerts: [0]", "budgets[0].alerts[0]")]
    [InlineData("alerts: [50, 101]", "budgets[0].alerts[1]")]
    [InlineData("alerts: [50, \"80\"]", "budgets[0].alerts[1]")]
    [InlineData("alerts: [50, 50]", "budgets[0].alerts")]
    [InlineData("alerts: [100, 1]", null)]
    [InlineData("on_shortage: clamp", "budgets[0].on_shortage")]
    [InlineData("owner: me", "budgets[0].owner")]
    public void Read_Budget_EachBadMemberIsNamed(string change, string? path)
    {
        var members = YamlToJson.Read($"{{{Budget}}}").Single().EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        foreach (var member in YamlToJson.Read($"{{{change}}}").Single().EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        AssertPath(System.Text.Json.JsonSerializer.Serialize(new { budgets = new[] { members } }), path);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("limit")]
    [InlineData("window")]
    public void Read_Budget_RequiredMemberMissing_IsNamed(string member)
    {
        var members = YamlToJson.Read($"{{{Budget}}}").Single().EnumerateObject().Where(known => known.Name != member)
            .ToDictionary(known => known.Name, known => known.Value);

        AssertPath(System.Text.Json.JsonSerializer.Serialize(new { budgets = new[] { members } }), $"budgets[0].{member}");
    }

    [Fact]
    public void Read_BudgetsOfOneName_TheSecondIsNamed() => AssertPath($"budgets: [{{{Budget}}}, {{{Budget}}}]", "budgets[1].name");

    [Theory]
    [InlineData("BEGIN [A-Z]{1,20} KEY", null)]
    [InlineData("BEGIN [A-Z]+ KEY", "models.stream_filter")]
    [InlineData("^secret", "models.stream_filter")]
    public void Read_WindowPromisedBesideAPatternWithoutALongestMatch_IsRefused(string pattern, string? path)
    {
        AssertPath($$$"""{models: {stream_filter: window}, response_filters: {block_patterns: ["{{{pattern}}}"]}}""", path);
        AssertPath($$$"""{models: {stream_filter: buffer}, response_filters: {block_patterns: ["{{{pattern}}}"]}}""", null);
        AssertPath($$$"""{models: {}, response_filters: {block_patterns: ["{{{pattern}}}"]}}""", null);
    }

    [Theory]
    [InlineData("redact_fields: [a]")]
    [InlineData("truncate_fields: [{field: a, max_length: 5}]")]
    public void Read_WindowPromisedBesideAFilterByMember_IsRefused(string filter) =>
        AssertPath($$$"""{models: {stream_filter: window}, response_filters: { {{{filter}}} }}""", "models.stream_filter");

    /// <param name="path">Null: the spec is good.</param>
    private static void AssertPath(string yaml, string? path)
    {
        var errors = new DocumentErrors();
        var spec = PolicySpecReader.Read(YamlToJson.Read(yaml).Single(), "", errors);
        Assert.Equal(path is null ? [] : [path], errors.ToDictionary().Keys);
        Assert.Equal(path is null, spec is not null);
    }
}
