using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>One request to an MCP server: what all kinds of it have in common.</summary>
internal abstract class McpServerAdapter(ToolDefinition server, IMcpServerClient client, McpQuestions questions, string method) : IToolAdapter
{
    public bool NeedsCredential => server.Credential is not null;

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (!RequestCredential.Create(server.Credential, request.Credential).TryGet(out var credential, out var missing))
        {
            return new ToolResult.Failure(GatewayErrors.ToolNotConfigured, missing);
        }

        var parameters = ToParameters(request.Parameters);
        if (!questions.TryAddAnswers(parameters, request))
        {
            return new ToolResult.Failure(new Refusal(GatewayErrors.RequestStateInvalid));
        }

        parameters["_meta"] = new JsonObject { ["io.modelcontextprotocol/clientCapabilities"] = questions.Capabilities(request.Dialog) };
        var message = new McpRequest(
            method,
            parameters,
            credential.Header is { } header ? [header, .. ToHeaders(request.Parameters)] : [.. ToHeaders(request.Parameters)],
            request.Credential?.Version ?? "",
            OutboundRequest.StandardMaxResponseBytes,
            request.Dialog?.OnProgress is { } onProgress ? notification => Tell(notification, onProgress) : null);
        var reply = await client.SendAsync(message, cancellationToken);
        var result = reply is not McpReply.Result answered ? McpServerReply.ToFailure(reply, credential.Secrets)
            : IsQuestion(answered.Value) ? Ask(answered, request)
            : ToResult(answered);
        if (result is not ToolResult.Success success)
        {
            return result;
        }

        var data = request.Credential is { } stored ? CredentialEcho.Remove(success.Data, stored) : success.Data;
        data = credential.Combined is { } combined ? CredentialEcho.Remove(data, [combined]) : data;
        return FaultOf(data) is { } fault ? McpServerReply.Unusable(fault) : success with { Content = ToolData.Of(data) };
    }

    protected abstract JsonObject ToParameters(JsonElement arguments);

    protected virtual IEnumerable<KeyValuePair<string, string>> ToHeaders(JsonElement arguments) => [];

    protected abstract ToolResult ToResult(McpReply.Result result);

    /// <summary>Why the answer cannot be used, as callers would get it: without the gateway's credential. Null when it can.</summary>
    protected virtual string? FaultOf(JsonNode? data) => null;

    private static bool IsQuestion(JsonElement result) =>
        result.TryGetProperty("resultType", out var type) && type.ValueKind == JsonValueKind.String && !type.ValueEquals("complete"u8);

    private ToolResult Ask(McpReply.Result result, ToolRequest request) => questions.Pass(result.Value, request) is { } question
        ? new ToolResult.Success(question, result.Origin)
        : McpServerReply.Unusable("The tool asks its user for something, which this gateway does not pass on.");

    private static void Tell(JsonElement message, Action<JsonElement> onProgress)
    {
        if (message.TryGetProperty("method", out var kind) && kind.ValueEquals("notifications/progress"u8)
            && message.TryGetProperty("params", out var progress) && progress.ValueKind == JsonValueKind.Object)
        {
            onProgress(progress);
        }
    }
}
