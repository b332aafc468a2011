using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>A client of one MCP server: over HTTP, or over the pipes of a process of the gateway's own.</summary>
internal interface IMcpServerClient
{
    /// <summary>Names of what the server says that it has; empty while it was never reached.</summary>
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>Sends one request.</summary>
    /// <param name="credential">Headers that hold the credential; a process has none.</param>
    /// <param name="sessionKey">Requests of one key may share a session: who may not share a credential must not share a key.</param>
    /// <param name="onNotification">Progress and the like that comes before the response.</param>
    Task<McpReply> SendAsync(
        string method,
        JsonObject parameters,
        IReadOnlyList<KeyValuePair<string, string>> credential,
        string sessionKey,
        int maxBytes,
        Action<JsonElement>? onNotification,
        CancellationToken cancellationToken);

    /// <summary>How the server is spoken to is found out anew by the next request.</summary>
    void Forget();
}
