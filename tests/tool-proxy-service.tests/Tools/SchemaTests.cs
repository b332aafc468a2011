using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.BuiltInTools.OpenAi;
using FourRunr.ToolProxy.BuiltInTools.Serpapi;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class SchemaTests
{
    public static readonly TheoryData<string, Type> Records = new()
    {
        { "serpapi.search", typeof(SearchParameters) },
        { "http_fetch.get", typeof(GetParameters) },
        { "http_fetch.head", typeof(HeadParameters) },
        { "openai.chat", typeof(ChatParameters) },
        { "openai.complete", typeof(CompletionParameters) },
        { "gmail_send.send", typeof(SendParameters) },
        { "gmail_send.profile", typeof(ProfileParameters) },
    };

    [Fact]
    public void Records_EveryActionOfTheCatalog_IsListed() =>
        Assert.Equal(
            Parameters.Catalog.Actions.Select(action => $"{action.Tool}.{action.Name}").Order(),
            Records.Select(row => row.Data.Item1).Order());

    [Theory, MemberData(nameof(Records))]
    public void Schema_Fields_AreThoseOfTheRecord(string action, Type record)
    {
        var schema = Parameters.Action(action).ParametersSchema;
        var type = GatewayJson.Strict.GetTypeInfo(record);

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Equal(
            type.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).Order(),
            schema["properties"]!.AsObject().Select(property => property.Key).Order());
        Assert.Equal(type.Properties.Any(property => property.IsExtensionData), (bool)schema["additionalProperties"]!);
    }

    /// <summary>What is missing from no parameters at all is what the schema requires; of alternatives the first is named.</summary>
    [Theory, MemberData(nameof(Records))]
    public void Schema_Required_IsWhatTheValidatorMisses(string action, Type record)
    {
        _ = record;
        var schema = Parameters.Action(action).ParametersSchema;
        var required = Names(schema["required"]);
        var firstOf = Names((schema["oneOf"] ?? schema["anyOf"])?[0]!["required"]);

        Assert.Equal(required.Concat(firstOf).Order(), Parameters.Errors(action, "{}").Keys.Order());
    }

    private static IEnumerable<string> Names(JsonNode? names) => names?.AsArray().Select(name => (string)name!) ?? [];
}
