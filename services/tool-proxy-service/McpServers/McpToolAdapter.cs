using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary><c>tools/call</c> of one tool. The data are the members of its result: content, structuredContent, isError.</summary>
/// <param name="name">As the server calls the tool.</param>
/// <param name="output">Null for a tool that declares none.</param>
internal sealed class McpToolAdapter(
    ToolDefinition server, IMcpServerClient client, McpQuestions questions, string name, IReadOnlyList<McpParamHeader> headers, ParameterSchema? output)
    : McpServerAdapter(server, client, questions, "tools/call")
{
    protected override JsonObject ToParameters(JsonElement arguments) => new() { ["name"] = name, ["arguments"] = JsonObject.Create(arguments) };

    protected override IEnumerable<KeyValuePair<string, string>> ToHeaders(JsonElement arguments) =>
        headers.Select(header => header.Of(arguments)).OfType<KeyValuePair<string, string>>();

    protected override ToolResult ToResult(McpReply.Result result)
    {
        if (!result.Value.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return McpServerReply.Unusable("The tool's answer is no result of MCP: it has no content.");
        }

        var isError = result.Value.TryGetProperty("isError", out var flag) && flag.ValueKind == JsonValueKind.True;
        var hasStructure = result.Value.TryGetProperty("structuredContent", out var structured);
        var data = new JsonObject { ["content"] = JsonArray.Create(content) };
        if (hasStructure)
        {
            data["structuredContent"] = JsonNode.Parse(structured.GetRawText());
        }

        if (isError)
        {
            data["isError"] = true;
        }

        return new ToolResult.Success(data, result.Origin);
    }

    protected override string? FaultOf(JsonNode? data)
    {
        // A question and an error are no output.
        var isOutput = data?["content"] is not null && data["isError"] is null;
        return output is null || !isOutput || Fits(data!["structuredContent"])
            ? null
            : "The tool's answer does not fit the schema that it declares for its output.";
    }

    private bool Fits(JsonNode? structured) =>
        structured is JsonObject && output!.Validate(JsonSerializer.SerializeToElement(structured), name) is null;
}
