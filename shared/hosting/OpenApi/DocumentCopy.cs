using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;

namespace FourRunr.Hosting.OpenApi;

/// <summary>A serialized document, plain and compressed, each form with its ETag.</summary>
public sealed class DocumentCopy
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private DocumentCopy(byte[] json)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16));
        Plain = new Form(json, Encoding: null, $"\"{hash}\"");
        Gzip = new Form(Compress(json, stream => new GZipStream(stream, CompressionLevel.SmallestSize)), "gzip", $"\"{hash}-gzip\"");
        Brotli = new Form(Compress(json, stream => new BrotliStream(stream, CompressionLevel.SmallestSize)), "br", $"\"{hash}-br\"");
    }

    public Form Plain { get; }

    public Form Gzip { get; }

    public Form Brotli { get; }

    public static DocumentCopy Of(JsonObject document) => new(JsonSerializer.SerializeToUtf8Bytes(document, Compact));

    private static byte[] Compress(byte[] json, Func<Stream, Stream> compressor)
    {
        using var compressed = new MemoryStream();
        using (var stream = compressor(compressed))
        {
            stream.Write(json);
        }

        return compressed.ToArray();
    }

    /// <param name="Encoding">Of <c>Content-Encoding</c>; null for none.</param>
    public sealed record Form(ReadOnlyMemory<byte> Bytes, string? Encoding, string ETag);
}
