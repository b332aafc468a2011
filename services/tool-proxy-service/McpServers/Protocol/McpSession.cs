namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>How a server is spoken to.</summary>
/// <param name="Version">The revision that was agreed on.</param>
/// <param name="SessionId">Of a server before 2026-07-28 that gave one.</param>
internal sealed record McpSession(string Version, string? SessionId)
{
    public const string Modern = "2026-07-28";

    /// <summary>Of the revisions with a handshake, what the gateway asks for; a server may answer with an earlier one.</summary>
    public const string Legacy = "2025-11-25";

    public bool IsModern => Version == Modern;

    /// <summary>The parameters of <c>initialize</c>.</summary>
    public static JsonObject Handshake() => new()
    {
        ["protocolVersion"] = Legacy,
        ["capabilities"] = new JsonObject(),
        ["clientInfo"] = McpClientInfo.ToJson(),
    };

    /// <returns>Names of what a server has, by its answer to the handshake; null if it does not say.</returns>
    public static IReadOnlyList<string>? CapabilitiesOf(JsonElement answer) =>
        answer.TryGetProperty("capabilities", out var capabilities) && capabilities.ValueKind == JsonValueKind.Object
            ? [.. capabilities.EnumerateObject().Select(capability => capability.Name)]
            : null;

    /// <summary>Adds what 2026-07-28 wants said in each request. Earlier revisions say it once, in the handshake.</summary>
    public static void AddMeta(JsonObject parameters, bool isModern)
    {
        var meta = parameters["_meta"] as JsonObject ?? [];
        if (!isModern)
        {
            meta.Remove("io.modelcontextprotocol/clientCapabilities");
            return;
        }

        meta["io.modelcontextprotocol/protocolVersion"] = Modern;
        meta.TryAdd("io.modelcontextprotocol/clientCapabilities", new JsonObject());
        meta["io.modelcontextprotocol/clientInfo"] = McpClientInfo.ToJson();
        parameters["_meta"] = meta;
    }
}
