using System.Buffers;
using System.IO.Compression;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Reads a body up to a limit, which also bounds what compressed bytes expand to.</summary>
internal static class CappedBody
{
    private const int ChunkBytes = 16 * 1024;

    /// <returns>Null if the body is larger than the limit.</returns>
    /// <exception cref="InvalidDataException">It cannot be decompressed.</exception>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength is { } length && length > maxBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        await using var unpacked = Gzip.IsNamed(content.Headers) ? new GZipStream(stream, CompressionMode.Decompress) : null;
        var body = await ReadAsync(unpacked ?? stream, maxBytes, cancellationToken);
        return body is not null && unpacked is null && Gzip.IsUnnamed(content.Headers, body)
            ? await Gzip.UnpackAsync(body, maxBytes, cancellationToken)
            : body;
    }

    /// <inheritdoc cref="ReadAsync(HttpContent, int, CancellationToken)"/>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            while ((read = await ReadChunkAsync(stream, chunk, cancellationToken)) > 0)
            {
                if (body.Length + read > maxBytes)
                {
                    return null;
                }

                body.Write(chunk, 0, read);
            }

            return body.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static async ValueTask<int> ReadChunkAsync(Stream stream, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(chunk, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            // Brotli's stream throws this where the others throw InvalidDataException.
            throw new InvalidDataException(exception.Message, exception);
        }
    }
}
