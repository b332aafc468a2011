using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>JSON of events that filters must understand completely: what can be read in two ways is not read.</summary>
internal static class EventJson
{
    private const int MaxDepth = 64;

    public static readonly JsonSerializerOptions AsSent = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <exception cref="JsonException">No JSON value in UTF-8 without duplicate members.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json) =>
        Utf8.IsValid(json) ? JsonNode.Parse(json, documentOptions: Strict) : throw new JsonException("The event is not UTF-8.");

    public static string? Text(this JsonObject data, string member) =>
        data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Number(this JsonObject data, string member) =>
        data[member] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
