using System.IO.Compression;
using System.Net.Http.Headers;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// Gzip that the HTTP handler does not decompress: under its old name <c>x-gzip</c>, and in bodies whose headers do not mention it.
/// </summary>
internal static class Gzip
{
    private const string OldName = "x-gzip";

    private static readonly string[] OwnTypes = ["application/gzip", "application/x-gzip", "application/x-gtar", "application/x-tgz"];

    public static bool IsNamed(HttpContentHeaders headers) => headers.ContentEncoding.Count == 1 && headers.ContentEncoding.Single().Equals(OldName, StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 1952: two magic bytes and the only method. A body that is itself an archive stays one.</summary>
    public static bool IsUnnamed(HttpContentHeaders headers, ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]) && !OwnTypes.Contains(headers.ContentType?.MediaType, StringComparer.OrdinalIgnoreCase);

    /// <returns>Null if there is more than the limit; the body itself if it is not gzip.</returns>
    public static async Task<byte[]?> UnpackAsync(byte[] body, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var unpacked = new GZipStream(new MemoryStream(body, writable: false), CompressionMode.Decompress);
            return await CappedBody.ReadAsync(unpacked, maxBytes, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return body;
        }
    }
}
