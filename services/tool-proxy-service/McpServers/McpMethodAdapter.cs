using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>A method of MCP other than <c>tools/call</c>: the parameters are those of the method, the data are its result.</summary>
internal sealed class McpMethodAdapter(ToolDefinition server, IMcpServerClient client, McpQuestions questions, string method)
    : McpServerAdapter(server, client, questions, method)
{
    /// <summary>Said of a result by whoever passes it on.</summary>
    private static readonly string[] OwnMembers = ["_meta", "resultType", "ttlMs", "cacheScope"];

    protected override JsonObject ToParameters(JsonElement arguments) => JsonObject.Create(arguments)!;

    protected override ToolResult ToResult(McpReply.Result result)
    {
        var data = JsonObject.Create(result.Value)!;
        foreach (var member in OwnMembers)
        {
            data.Remove(member);
        }

        return new ToolResult.Success(data, result.Origin);
    }
}
