using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>Calls one tool of an MCP server. The data are the members of a result of <c>tools/call</c>: content, structuredContent, isError.</summary>
/// <param name="name">As the server calls the tool.</param>
/// <param name="output">Null for a tool that declares none.</param>
internal sealed class McpServerAdapter(
    ToolDefinition server, McpServerClient client, string name, IReadOnlyList<McpParamHeader> headers, ParameterSchema? output) : IToolAdapter
{
    /// <summary>JSON-RPC codes by which a server says that it did not even begin.</summary>
    private static readonly int[] NotBegun = [-32700, -32600, -32601, -32602, -32020, -32021, -32022];

    public bool NeedsCredential => server.Credential is not null;

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var (credential, missing) = PlacedCredential.Of(server.Credential, request.Credential);
        if (credential is null)
        {
            return new ToolResult.Failure(GatewayErrors.ToolNotConfigured, missing!);
        }

        var parameters = new JsonObject { ["name"] = name, ["arguments"] = JsonObject.Create(request.Parameters) };
        List<KeyValuePair<string, string>> sent = [.. credential.Headers];
        sent.AddRange(headers.Select(header => header.Of(request.Parameters)).OfType<KeyValuePair<string, string>>());
        var reply = await client.SendAsync(
            "tools/call", parameters, sent, request.Credential?.Version ?? "", OutboundRequest.StandardMaxResponseBytes, onNotification: null, cancellationToken);
        return reply switch
        {
            McpReply.Result result => ToResult(result),
            McpReply.Error error => ToFailure(error, credential.Secrets),
            _ => ToFailure((McpReply.Failure)reply),
        };
    }

    private ToolResult ToResult(McpReply.Result result)
    {
        if (result.Value.TryGetProperty("resultType", out var type) && type.ValueKind == JsonValueKind.String && !type.ValueEquals("complete"u8))
        {
            return Failed("The tool asks its user for something, which this gateway does not pass on.");
        }

        if (!result.Value.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return Failed("The tool's answer is no result of MCP: it has no content.");
        }

        var isError = result.Value.TryGetProperty("isError", out var flag) && flag.ValueKind == JsonValueKind.True;
        var hasStructure = result.Value.TryGetProperty("structuredContent", out var structured);
        if (output is not null && !isError && !(hasStructure && Fits(structured)))
        {
            return Failed("The tool's answer does not fit the schema that it declares for its output.");
        }

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

    private bool Fits(JsonElement structured)
    {
        var errors = new Parameters.ParameterErrors();
        if (structured.ValueKind == JsonValueKind.Object)
        {
            output!.Check(structured, name, errors);
        }

        return structured.ValueKind == JsonValueKind.Object && !errors.Any;
    }

    /// <summary>It has acted, whatever it says of that.</summary>
    private static ToolResult.Failure Failed(string detail) => new(GatewayErrors.UpstreamFailed, detail) { MayHaveActed = true };

    private static ToolResult.Failure ToFailure(McpReply.Error error, IReadOnlyList<string> secrets) => error.Code == -32602
        ? new ToolResult.Failure(new Refusal(GatewayErrors.ParamsInvalid, ApiReason.Of(new JsonObject { ["message"] = error.Message }, secrets))
        {
            HowToFix = "Correct the parameters as the tool's reason says.",
        })
        : new ToolResult.Failure(GatewayErrors.UpstreamFailed, $"The tool's server refused the call (JSON-RPC error {error.Code}).")
        {
            MayHaveActed = !NotBegun.Contains(error.Code),
        };

    private static ToolResult.Failure ToFailure(McpReply.Failure failure) => failure.Status switch
    {
        401 or 403 => new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The tool refused the gateway's credential."),
        429 => new ToolResult.Failure(new Refusal(GatewayErrors.ToolBusy) { RetryAfter = failure.RetryAfter }) { IsTransient = true },
        _ => OutboundFailureResults.OfConfiguredUrl(new OutboundResult.Failure(failure.Kind, failure.Detail) { IsTransient = failure.IsTransient }),
    };
}
