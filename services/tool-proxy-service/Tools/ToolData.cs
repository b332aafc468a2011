using System.Text.Encodings.Web;

namespace FourRunr.ToolProxy.Tools;

/// <summary>
/// What a tool answered, as JSON. Most answers only pass through, so they are kept as the bytes that travel; a tree is made for
/// those who look into it.
/// </summary>
internal sealed class ToolData
{
    private static readonly JsonSerializerOptions AsSent = new(GatewayJson.Tolerant) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonNode? _node;
    private ReadOnlyMemory<byte>? _json;

    private ToolData(JsonNode? node, ReadOnlyMemory<byte>? json) => (_node, _json) = (node, json);

    /// <summary>UTF-8, without escapes that are not needed. Taken before the tree is changed, it stays what it was.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= JsonSerializer.SerializeToUtf8Bytes(_node, AsSent);

    /// <param name="json">One well-formed JSON value in UTF-8 that nobody changes any more.</param>
    public static ToolData Of(ReadOnlyMemory<byte> json) => new(node: null, json);

    /// <param name="node">Must not be changed by anybody else afterwards.</param>
    public static ToolData Of(JsonNode? node) => new(node, json: null);

    /// <summary>The tree that the data was made of, or a new one. After a change, make new data of it.</summary>
    public JsonNode? ToNode() => _node ?? (_json is { } json ? JsonNode.Parse(json.Span) : null);
}
