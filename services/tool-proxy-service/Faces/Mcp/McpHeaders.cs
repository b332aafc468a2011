using System.Buffers.Text;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// The headers of MCP 2026-07-28 that repeat the body for whoever stands between. They must say the same: else what was routed by the
/// one is not what is carried out by the other.
/// </summary>
internal static class McpHeaders
{
    public const string Version = "MCP-Protocol-Version";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";

    private const string EncodedStart = "=?base64?";
    private const string EncodedEnd = "?=";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a request that passed <see cref="Check"/> is written in 2026-07-28.</summary>
    public static bool IsModern(IHeaderDictionary headers) => headers[Version] == McpVersions.Modern;

    /// <returns>Null when headers and body fit together.</returns>
    public static McpError? Check(IHeaderDictionary headers, McpMessage message)
    {
        var header = headers[Version] is { Count: > 0 } sent ? sent.ToString() : null;
        if (header != McpVersions.Modern && message.Version is null)
        {
            // Without a header: a client from before there was one.
            return header is null || McpVersions.IsLegacy(header) ? null : McpError.VersionUnsupported(header);
        }

        if (header is null)
        {
            return McpError.HeaderMismatch($"The header {Version} is missing.");
        }

        if (message.Version is { } version && version != header)
        {
            return McpError.HeaderMismatch($"The header {Version} does not say what _meta says.");
        }

        return header == McpVersions.Modern ? CheckModern(headers, message) : McpError.VersionUnsupported(header);
    }

    private static McpError? CheckModern(IHeaderDictionary headers, McpMessage message)
    {
        if (message.Id is null)
        {
            // What notifications must carry, the revision does not say.
            return null;
        }

        if (headers[Method] is not [{ } method] || method != message.Method)
        {
            return McpError.HeaderMismatch($"The header {Method} must be sent once, and say what 'method' says.");
        }

        var name = message.Method switch
        {
            "tools/call" or "prompts/get" => message.Text("name"),
            "resources/read" => message.Text("uri"),
            _ => null,
        };
        if (name is not null && (headers[Name] is not [{ } shown] || Decode(shown) != name))
        {
            return McpError.HeaderMismatch($"The header {Name} must be sent once, and say what the parameters say.");
        }

        return message.Version is not null && message.NamesCapabilities
            ? null
            : McpError.InvalidParams("'_meta' must hold io.modelcontextprotocol/protocolVersion and io.modelcontextprotocol/clientCapabilities.");
    }

    /// <returns>Null for what is marked as encoded, and is not.</returns>
    private static string? Decode(string value)
    {
        if (!value.StartsWith(EncodedStart, StringComparison.Ordinal) || !value.EndsWith(EncodedEnd, StringComparison.Ordinal))
        {
            return value;
        }

        var encoded = value.AsSpan(EncodedStart.Length, Math.Max(0, value.Length - EncodedStart.Length - EncodedEnd.Length));
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        try
        {
            return Convert.TryFromBase64Chars(encoded, bytes, out var length) ? Utf8.GetString(bytes, 0, length) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
