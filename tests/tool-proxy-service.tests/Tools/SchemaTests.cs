using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class SchemaTests
{
    private const string OfOpenAi =
        "model temperature max_tokens top_p n stop presence_penalty frequency_penalty logit_bias user seed stream";

    /// <summary>By action its parameters, and whether it takes others too.</summary>
    public static readonly TheoryData<string, string, bool> Actions = new()
    {
        { "serpapi.search", "q engine location num start safe", false },
        { "http_fetch.get", "url headers timeout_ms format", false },
        { "http_fetch.head", "url headers timeout_ms", false },
        { "openai.chat", $"{OfOpenAi} messages input max_completion_tokens response_format tools tool_choice logprobs top_logprobs", true },
        { "openai.complete", $"{OfOpenAi} prompt suffix echo best_of logprobs", true },
        { "gmail_send.send", "to subject text body html cc bcc from", false },
        { "gmail_send.profile", "", false },
    };

    [Fact]
    public void Actions_EveryActionOfTheCatalog_IsListed() =>
        Assert.Equal(
            Parameters.Catalog.Actions.Select(action => $"{action.Tool}.{action.Name}").Order(),
            Actions.Select(row => row.Data.Item1).Order());

    [Theory, MemberData(nameof(Actions))]
    public void Schema_Fields_AreTheParameters(string action, string parameters, bool isOpen)
    {
        var schema = Parameters.Action(action).ParametersSchema;

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Equal(
            parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), schema["properties"]!.AsObject().Select(property => property.Key).Order());
        Assert.Equal(isOpen, (bool)schema["additionalProperties"]!);
    }

    /// <summary>What is missing from no parameters at all is what the schema requires; of alternatives the first is named.</summary>
    [Theory, MemberData(nameof(Actions))]
    public void Schema_Required_IsWhatTheValidatorMisses(string action, string parameters, bool isOpen)
    {
        _ = (parameters, isOpen);
        var schema = Parameters.Action(action).ParametersSchema;
        var required = Names(schema["required"]);
        var firstOf = Names((schema["oneOf"] ?? schema["anyOf"])?[0]!["required"]);

        Assert.Equal(required.Concat(firstOf).Order(), Parameters.Errors(action, "{}").Keys.Order());
    }

    private static IEnumerable<string> Names(JsonNode? names) => names?.AsArray().Select(name => (string)name!) ?? [];
}
