using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools.Parameters;

namespace FourRunr.ToolProxy.Tools.HttpFetch;

/// <summary>Fetching pages of the web.</summary>
internal static class HttpFetchTool
{
    public const string Name = "http_fetch";
    public const string Get = "get";
    public const string Head = "head";

    // The caller may wait 30 s for a page; an attempt ends by the caller's limit or the standard one, and never by this.
    private static readonly ToolTimes Times = new() { Attempt = TimeSpan.FromSeconds(31), Total = TimeSpan.FromSeconds(35) };

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
        Action(Get, "Fetch a URL; answers with status, headers and body.", adapter),
        Action(Head, "Ask for the status and headers of a URL, without its body.", adapter),
    ];

    private static ToolAction Action(string name, string description, IToolAdapter adapter) => new()
    {
        Tool = Name,
        Name = name,
        Permission = ToolAction.Read,
        Description = description,
        Idempotent = true,
        ParametersSchema = JsonNode.Parse(Schema)!.AsObject(),
        Validate = ParameterReader.Validator($"{Name}.{name}", new FetchParametersValidator()),
        UrlParameters = ["url"],
        PlainParameters = ["timeout_ms"],
        Adapter = adapter,
        CacheFor = name == Get ? TimeSpan.FromSeconds(30) : null,
        Times = Times,
        PartOf = parameters => OutboundTarget.Of(OutboundTarget.ParseUrl(parameters.GetProperty("url").GetString()!)!).Target?.Authority ?? Name,
    };
}
