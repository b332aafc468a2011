using System.Collections.Frozen;

namespace FourRunr.ToolProxy.Models.Requests;

/// <summary>
/// Finds content whose tokens its bytes do not bound: files and pictures, by reference or compressed, and what the provider keeps. In doubt it
/// counts as unbounded.
/// </summary>
internal static class UnboundedContent
{
    private static readonly FrozenSet<string> Types = FrozenSet.Create(
        StringComparer.Ordinal,
        "image", "image_url", "input_image", "computer_screenshot", "image_generation_call", "file", "input_file", "input_audio", "document", "video_url",
        "item_reference", "container_upload");

    public static bool IsIn(JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in content.EnumerateArray())
                {
                    if (IsIn(item))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.Object:
                if (content.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString() ?? "")
                    && !IsTextDocument(content))
                {
                    return true;
                }

                foreach (var member in content.EnumerateObject())
                {
                    // An answer in sound is kept by the provider and named by its id.
                    if (IsIn(member.Value) || (member.NameEquals("audio"u8) && member.Value.ValueKind == JsonValueKind.Object))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>A document of Messages whose text is in the request.</summary>
    private static bool IsTextDocument(JsonElement content) =>
        content.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object
        && source.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.String && (kind.ValueEquals("text"u8) || kind.ValueEquals("content"u8));
}
