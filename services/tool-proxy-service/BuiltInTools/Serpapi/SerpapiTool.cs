using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.Serpapi;

/// <summary>Web search through SerpApi.</summary>
internal static class SerpapiTool
{
    public const string Name = "serpapi";

    private const string SearchSchema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "q": {"type": "string", "minLength": 1, "maxLength": 2048, "description": "What to search for."},
            "engine": {"type": "string", "pattern": "^[a-z0-9_]{1,32}$", "default": "google"},
            "location": {"type": "string", "minLength": 1, "maxLength": 256, "description": "Where the search is made from."},
            "num": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10, "description": "Results per page."},
            "start": {"type": "integer", "minimum": 0, "default": 0, "description": "Results to skip."},
            "safe": {"enum": ["active", "off"]}
          },
          "required": ["q"],
          "additionalProperties": false
        }
        """;

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) =>
    [
        new ToolAction
        {
            Tool = Name,
            Name = "search",
            Permission = ToolAction.Read,
            Description = "Search the web; answers with ranked results.",
            Idempotent = true,
            ParametersSchema = JsonNode.Parse(SearchSchema)!.AsObject(),
            Validate = ParameterReader.Validator("serpapi.search", new SearchParametersValidator()),
            PlainParameters = ["q", "engine", "location", "num", "start", "safe"],
            CacheFor = TimeSpan.FromSeconds(60),
            Adapter = adapter,
        },
    ];
}
