using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>A JSON-RPC 2.0 error, with the codes that MCP 2026-07-28 adds, and the HTTP status that it is sent with.</summary>
internal sealed record McpError(int Status, int Code, string Message)
{
    public JsonObject? Data { get; init; }

    public static McpError NotJson(string detail) => new(StatusCodes.Status400BadRequest, -32700, detail);

    public static McpError InvalidRequest(string detail) => new(StatusCodes.Status400BadRequest, -32600, detail);

    public static McpError InvalidParams(string detail) => new(StatusCodes.Status400BadRequest, -32602, detail);

    public static McpError MethodNotFound(string method) => new(StatusCodes.Status404NotFound, -32601, $"There is no method {method}.");

    public static McpError HeaderMismatch(string detail) => new(StatusCodes.Status400BadRequest, -32020, detail);

    public static McpError VersionUnsupported(string requested) => new(StatusCodes.Status400BadRequest, -32022, "Unsupported protocol version")
    {
        Data = new JsonObject { ["supported"] = new JsonArray([.. McpVersions.All.Select(version => JsonValue.Create(version))]), ["requested"] = requested },
    };

    /// <summary>Not an HTTP error: clients take a 4xx for a broken connection, and do not show it to the model.</summary>
    public static McpError UnknownTool(string name) => new(StatusCodes.Status200OK, -32602, $"Unknown tool: {name}");

    public static McpError CapabilityMissing(Refusal refusal) => new(StatusCodes.Status400BadRequest, -32021, refusal.Kind.Title)
    {
        Data = new JsonObject
        {
            ["requiredCapabilities"] = new JsonObject((refusal.Errors?.Keys ?? []).Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject()))),
        },
    };

    /// <summary>Of a method whose result cannot say that it was refused.</summary>
    public static McpError Refused(Refusal refusal, string correlationId) =>
        refusal.Kind == GatewayErrors.ClientCapabilityMissing ? CapabilityMissing(refusal)
        : refusal.Kind == GatewayErrors.RequestStateInvalid ? InvalidParams(refusal.Kind.Title)
        : new(StatusCodes.Status200OK, refusal.Kind == GatewayErrors.ParamsInvalid ? -32602 : -32603, refusal.Detail ?? refusal.Kind.Title)
        {
            Data = JsonSerializer.SerializeToNode(refusal.ToProblem().ToProblem(correlationId), GatewayJson.Tolerant)!.AsObject(),
        };

    /// <summary>Of a body that could not be read: its size, type, coding or pace.</summary>
    public static McpError Unreadable(Refusal refusal) => new(refusal.Kind.Status, -32600, refusal.Detail ?? refusal.Kind.Title);
}
