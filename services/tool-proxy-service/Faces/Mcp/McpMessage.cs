using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>One JSON-RPC 2.0 request or notification, as its sender wrote it.</summary>
/// <param name="Id">A string or an integer; null for a notification.</param>
/// <param name="Params">Undefined when there are none.</param>
internal sealed record McpMessage(JsonElement? Id, string Method, JsonElement Params)
{
    private const string Meta = "_meta";
    private const string VersionKey = "io.modelcontextprotocol/protocolVersion";
    private const string CapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";

    /// <summary>Keys of <c>_meta</c> that stand for headers of <c>/v1</c>, for clients that cannot send any.</summary>
    private const string IntentKey = "io.fourrunr/intent";
    private const string IdempotencyKeyKey = "io.fourrunr/idempotency-key";

    /// <summary>What <c>_meta</c> says of the revision; null when it says nothing.</summary>
    public string? Version => MetaText(VersionKey);

    public bool NamesCapabilities => MetaValue(CapabilitiesKey) is { ValueKind: JsonValueKind.Object };

    /// <summary>Undefined when the client names none.</summary>
    public JsonElement Capabilities => MetaValue(CapabilitiesKey) ?? default;

    /// <summary>Marks news of the call's progress; null when the client wants none.</summary>
    public JsonElement? ProgressToken => MetaValue("progressToken") is { ValueKind: JsonValueKind.String or JsonValueKind.Number } token ? token : null;

    public string? Intent => MetaText(IntentKey);

    public string? IdempotencyKey => MetaText(IdempotencyKeyKey);

    /// <returns>The message, or what is wrong with it.</returns>
    public static (McpMessage? Message, McpError? Error) Read(ReadOnlyMemory<byte> body)
    {
        if (!ObjectBody.Read(body.Span).TryGet(out var json, out var refusal))
        {
            return (null, IsArray(body.Span)
                ? McpError.InvalidRequest("Send one message in each request; arrays of messages are not supported.")
                : McpError.NotJson(refusal.Detail ?? refusal.Kind.Title));
        }

        if (!json.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0"u8))
        {
            return (null, McpError.InvalidRequest("'jsonrpc' must be \"2.0\"."));
        }

        if (!json.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
        {
            return (null, McpError.InvalidRequest("'method' must be a string. The gateway sends no requests, so it takes no responses."));
        }

        JsonElement? id = json.TryGetProperty("id", out var given) ? given : null;
        if (id is { } value && !IsId(value))
        {
            return (null, McpError.InvalidRequest("'id' must be a string or an integer."));
        }

        return json.TryGetProperty("params", out var parameters) && parameters.ValueKind != JsonValueKind.Object
            ? (new McpMessage(id, method.GetString()!, default), McpError.InvalidParams("'params' must be an object."))
            : (new McpMessage(id, method.GetString()!, parameters), null);
    }

    /// <summary>A member of the parameters; undefined when there is none.</summary>
    public JsonElement Member(string name) => Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A text member of the parameters; null when there is none.</summary>
    public string? Text(string name) =>
        Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private JsonElement? MetaValue(string key) =>
        Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty(Meta, out var meta) && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty(key, out var value)
            ? value
            : null;

    private string? MetaText(string key) => MetaValue(key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static bool IsId(JsonElement id) =>
        id.ValueKind == JsonValueKind.String || (id.ValueKind == JsonValueKind.Number && JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(id)).IsInteger);

    private static bool IsArray(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
}
