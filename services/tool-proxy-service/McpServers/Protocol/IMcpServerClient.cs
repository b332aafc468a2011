namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>A client of one MCP server: over HTTP, or over the pipes of a process of the gateway's own.</summary>
internal interface IMcpServerClient
{
    /// <summary>Names of what the server says that it has; empty while it was never reached.</summary>
    IReadOnlyList<string> Capabilities { get; }

    Task<McpReply> SendAsync(McpRequest request, CancellationToken cancellationToken);

    /// <summary>How the server is spoken to is found out anew by the next request.</summary>
    void Forget();
}

/// <summary>One request to an MCP server.</summary>
/// <param name="Credential">Headers that hold the credential; a process has none.</param>
/// <param name="SessionKey">Requests of one key may share a session: who may not share a credential must not share a key.</param>
/// <param name="OnNotification">Progress and the like that comes before the response.</param>
internal sealed record McpRequest(
    string Method,
    JsonObject Parameters,
    IReadOnlyList<KeyValuePair<string, string>> Credential,
    string SessionKey,
    int MaxBytes,
    Action<JsonElement>? OnNotification);
