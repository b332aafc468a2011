using ModelContextProtocol.Protocol;

namespace FourRunr.Testing.McpServer;

/// <summary>The smallest content of each kind.</summary>
internal static class Samples
{
    /// <summary>A PNG of one pixel, in base64 as the SDK wants it.</summary>
    public static readonly ReadOnlyMemory<byte> Png = Encoding.ASCII.GetBytes(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>A WAV header without samples.</summary>
    private static readonly ReadOnlyMemory<byte> Wav = Encoding.ASCII.GetBytes("UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=");

    public static TextContentBlock Text(string text) => new() { Text = text };

    public static ImageContentBlock Image() => new() { Data = Png, MimeType = "image/png" };

    public static AudioContentBlock Audio() => new() { Data = Wav, MimeType = "audio/wav" };

    public static EmbeddedResourceBlock Resource(string uri, string text = "Content of an embedded resource.", string type = "text/plain") =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = type, Text = text } };
}
