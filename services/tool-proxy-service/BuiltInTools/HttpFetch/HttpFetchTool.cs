using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>Fetching pages of the web.</summary>
internal static class HttpFetchTool
{
    public const string Name = "http_fetch";
    public const string Get = "get";
    public const string Head = "head";

    // The caller may wait 30 s for a page; an attempt ends by the caller's limit or the standard one, and never by this.
    private static readonly ToolTimes Times = new() { Attempt = TimeSpan.FromSeconds(31), Total = TimeSpan.FromSeconds(35) };

    private const string FormatSchema = """
        {
          "enum": ["raw", "text", "article"],
          "default": "raw",
          "description": "What a page in HTML becomes: raw (as it came), text (visible text, links as numbered references), article (title, author and main content)."
        }
        """;

    private const string Schema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "url": {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://", "maxLength": 2048},
            "headers": {
              "type": "object",
              "maxProperties": 32,
              "propertyNames": {"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$"},
              "additionalProperties": {"type": "string", "maxLength": 4096},
              "description": "Without Host, Authorization, Proxy-* and what frames the request."
            },
            "timeout_ms": {"type": "integer", "minimum": 100, "maximum": 30000}
          },
          "required": ["url"],
          "additionalProperties": false
        }
        """;

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) =>
    [
        Action(
            Get, "Fetch a URL; answers with status, headers and body.", GetSchema(),
            ParameterReader.Validator($"{Name}.{Get}", new GetParametersValidator()), ["timeout_ms", "format"], adapter) with
        {
            CacheFor = TimeSpan.FromSeconds(30),
        },
        Action(
            Head, "Ask for the status and headers of a URL, without its body.", JsonNode.Parse(Schema)!.AsObject(),
            ParameterReader.Validator<HeadParameters>($"{Name}.{Head}", new FetchParametersValidator()), ["timeout_ms"], adapter),
    ];

    private static JsonObject GetSchema()
    {
        var schema = JsonNode.Parse(Schema)!.AsObject();
        schema["properties"]!["format"] = JsonNode.Parse(FormatSchema);
        return schema;
    }

    private static ToolAction Action(
        string name, string description, JsonObject schema, Func<JsonElement, IReadOnlyDictionary<string, string[]>?> validate, string[] plain,
        IToolAdapter adapter) =>
        new()
        {
            Tool = Name,
            Name = name,
            Permission = ToolAction.Read,
            Description = description,
            Idempotent = true,
            ParametersSchema = schema,
            Validate = validate,
            UrlParameters = ["url"],
            PlainParameters = plain,
            Adapter = adapter,
            Times = Times,
            PartitionOf = parameters => OutboundTarget.Of(OutboundTarget.ParseUrl(parameters.GetProperty("url").GetString()!)!).Target?.Authority ?? Name,
        };
}
