using System.IO.Compression;
using System.Net.Http.Headers;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Gzip that the HTTP handler leaves as it is: under its old name <c>x-gzip</c>, and in bodies whose headers do not mention it.</summary>
internal static class Gzip
{
    private const string OldName = "x-gzip";

    private static readonly string[] OwnTypes = ["application/gzip", "application/x-gzip", "application/x-gtar", "application/x-tgz"];

    public static bool IsNamed(HttpContentHeaders headers) => headers.ContentEncoding.Count == 1 && headers.ContentEncoding.Single().Equals(OldName, StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 1952: two magic bytes and the only method there is. Who asked for an archive gets the archive.</summary>
    public static bool IsUnnamed(HttpContentHeaders headers, ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]) && !OwnTypes.Contains(headers.ContentType?.MediaType, StringComparer.OrdinalIgnoreCase);

    /// <returns>Null when there is more than the limit; the body itself when it is no gzip after all.</returns>
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
