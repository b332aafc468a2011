using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FourRunr.Testing.McpServer;

/// <summary>Tools by which the suite looks at the transport.</summary>
[McpServerToolType]
internal sealed class DiagnosticTools
{
    [McpServerTool(Name = "test_missing_capability"), Description("Only for clients that can sample.")]
    public static string MissingCapability(RequestContext<CallToolRequestParams> call) => call.Server.ClientCapabilities?.Sampling is not null
        ? "The client can sample."
        : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "The client must declare sampling.");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Its stream carries no request of the server.")]
    public static string Streaming() => "Nothing but the result.";

    [McpServerTool(Name = "test_logging_tool"), Description("Logs only if the client asked for it.")]
    public static string Logging() => "Nothing was logged.";

    [McpServerTool(Name = "test_header_tool"), Description("Takes one parameter by header as well.")]
    public static string Header([McpHeader("Region")] string region, string query) => $"{query} in {region}";

    /// <summary>Uses the words of JSON Schema 2020-12 that a gateway must not drop.</summary>
    public static McpServerTool WithRichSchema()
    {
        var tool = McpServerTool.Create(() => "Valid.", new McpServerToolCreateOptions { Name = "json_schema_2020_12_tool", Description = "Has a rich schema." });
        tool.ProtocolTool.InputSchema = JsonElement.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "$defs": {
                "address": { "$anchor": "addressDef", "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } }
              },
              "properties": {
                "name": { "type": "string" },
                "address": { "$ref": "#/$defs/address" },
                "contactMethod": { "type": "string", "enum": ["phone", "email"] },
                "phone": { "type": "string" },
                "email": { "type": "string" }
              },
              "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
              "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
              "then": { "required": ["phone"] },
              "else": { "required": ["email"] },
              "additionalProperties": false
            }
            """);
        return tool;
    }
}
