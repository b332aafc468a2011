using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>What went wrong at an MCP server, as the result of a call.</summary>
internal static class McpServerReply
{
    private const int ParamsInvalid = -32602;
    private const int ResourceNotFound = -32002;
    private const int CapabilityMissing = -32021;

    /// <summary>JSON-RPC codes by which a server says that it did not even begin.</summary>
    private static readonly int[] NotBegun = [-32700, -32600, -32601, ParamsInvalid, ResourceNotFound, -32020, CapabilityMissing, -32022];

    /// <summary>The server has acted, whatever it says of that.</summary>
    public static ToolResult.Failure Unusable(string detail) => new(GatewayErrors.UpstreamFailed, detail) { MayHaveActed = true };

    /// <param name="secrets">Of the credential: a reason that holds one is not passed on.</param>
    public static ToolResult.Failure ToFailure(McpReply reply, IReadOnlyList<string> secrets) => reply switch
    {
        McpReply.Error { Code: ParamsInvalid or ResourceNotFound } error => new ToolResult.Failure(
            new Refusal(GatewayErrors.ParamsInvalid, ApiReason.Of(new JsonObject { ["message"] = error.Message }, secrets))
            {
                HowToFix = "Correct the parameters as the tool's reason says.",
            }),
        McpReply.Error { Code: CapabilityMissing } error => new ToolResult.Failure(
            new Refusal(GatewayErrors.ClientCapabilityMissing) { Errors = Capabilities(error.Data) }),
        McpReply.Error error => new ToolResult.Failure(GatewayErrors.UpstreamFailed, $"The tool's server refused the call (JSON-RPC error {error.Code}).")
        {
            MayHaveActed = !NotBegun.Contains(error.Code),
        },
        McpReply.Failure { Status: 401 or 403 } => new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The tool refused the gateway's credential."),
        McpReply.Failure { Status: 429 } => new ToolResult.Failure(new Refusal(GatewayErrors.ToolBusy)) { IsTransient = true },
        McpReply.Failure failure => OutboundFailureMapper.ForConfiguredUrl(
            new OutboundResult.Failure(failure.Kind, failure.Detail) { IsTransient = failure.IsTransient }),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no failure."),
    };

    private static Dictionary<string, string[]> Capabilities(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("requiredCapabilities", out var required) && required.ValueKind == JsonValueKind.Object
            ? required.EnumerateObject().Take(16).ToDictionary(capability => capability.Name, _ => (string[])["is required of the client"], StringComparer.Ordinal)
            : [];
}
