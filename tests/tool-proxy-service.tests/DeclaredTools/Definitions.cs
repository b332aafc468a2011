using FourRunr.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>Short ways from YAML to definitions.</summary>
internal static class Definitions
{
    public static (ToolDefinition? Definition, IReadOnlyDictionary<string, string[]> Errors) TryRead(string yaml)
    {
        var errors = new DocumentErrors();
        var definition = ToolDefinitionReader.Read(YamlToJson.Read(yaml).Single(), path: "", errors);
        return (definition, errors.ToDictionary());
    }

    public static ToolDefinition Read(string yaml)
    {
        var (definition, errors) = TryRead(yaml);
        Assert.Empty(errors);
        return definition!;
    }

    /// <summary>A tool with one action <c>act</c>.</summary>
    /// <param name="action">Its members as YAML, four spaces deep.</param>
    public static string OneAction(string action, string tool = "") => $"""
        tool: weather
        base_url: https://api.weather.test/v1
        {tool}
        actions:
          act:
        {action.TrimEnd()}
        """;
}
