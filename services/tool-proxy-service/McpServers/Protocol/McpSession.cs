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
}
