using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>
/// The trail as JSON Lines: first the keys, then writer by writer the rows in the order of where they stand, and each checkpoint right
/// after its row or at any time before.
/// </summary>
public static class AuditExport
{
    /// <summary>Bytes of the longest line.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <param name="output">The caller flushes it.</param>
    public static void Write(IBufferWriter<byte> output, AuditExportLine line)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(line, AuditExportLine.Format);
        // With the size: a server's writer may otherwise return an empty span at the end of a full segment.
        var span = output.GetSpan(json.Length + 1);
        json.CopyTo(span);
        span[json.Length] = (byte)'\n';
        output.Advance(json.Length + 1);
    }

    /// <summary>Verifies an export without the gateway that made it.</summary>
    /// <param name="export">Left open.</param>
    /// <param name="trusted">Whose checkpoints count. With none, the keys in the export, which proves only that it agrees with itself.</param>
    /// <exception cref="AuditExportException">A line is not one of an export.</exception>
    public static async Task<AuditReportResponse> VerifyAsync(
        Stream export, IReadOnlyCollection<CheckpointPublicKey> trusted, CancellationToken cancellationToken = default)
    {
        var verifier = new AuditVerifier(trusted);
        await foreach (var (number, line) in ReadAsync(export, cancellationToken))
        {
            switch (line)
            {
                case AuditKey key when trusted.Count == 0:
                    verifier.Trust(ReadKey(number, key));
                    break;
                case AuditRow row:
                    verifier.Add(row);
                    break;
                case AuditCheckpoint checkpoint:
                    verifier.AddCheckpoint(checkpoint);
                    break;
            }
        }

        return verifier.Complete();
    }

    /// <summary>Reads an export line by line, so that it may be larger than the memory.</summary>
    /// <returns>The lines that are not empty, numbered from 1.</returns>
    /// <exception cref="AuditExportException">A line is not one of an export.</exception>
    public static async IAsyncEnumerable<(long Number, AuditExportLine Line)> ReadAsync(
        Stream export, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = PipeReader.Create(export, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        for (var number = 1L; await ReadLineAsync(reader, number, cancellationToken) is { } line; number++)
        {
            if (line is not ([] or [(byte)'\r']))
            {
                yield return (number, Parse(number, line));
            }
        }

        await reader.CompleteAsync();
    }

    /// <returns>Null after the last line.</returns>
    private static async ValueTask<byte[]?> ReadLineAsync(PipeReader reader, long number, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var end = read.Buffer.PositionOf((byte)'\n');
            var line = end is null ? read.Buffer : read.Buffer.Slice(0, end.Value);
            if (line.Length > LongestLine)
            {
                throw new AuditExportException(number, $"longer than {LongestLine} bytes.");
            }

            if (end is not null || read.IsCompleted)
            {
                var bytes = end is null && line.IsEmpty ? null : line.ToArray();
                reader.AdvanceTo(end is null ? read.Buffer.End : read.Buffer.GetPosition(1, end.Value));
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static AuditExportLine Parse(long number, byte[] json)
    {
        try
        {
            var line = JsonSerializer.Deserialize<AuditExportLine>(json, AuditExportLine.Format);
            return line is null or AuditRow { Seq: < 1 or long.MaxValue } or AuditCheckpoint { Seq: < 1 or long.MaxValue }
                ? throw new JsonException("null, or a 'seq' that no row has") : line;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // Without the serializer's line number, which starts again in each line.
            var path = exception is JsonException { Path: { } place } ? $"{place}: " : "";
            throw new AuditExportException(number, $"no JSON of an export, or cut off: {path}{exception.Message.Split(" Path: ")[0]}", exception);
        }
    }

    private static CheckpointPublicKey ReadKey(long number, AuditKey line)
    {
        try
        {
            var key = CheckpointPublicKey.FromPem(line.PublicKeyPem);
            return key.KeyId == line.KeyId ? key : throw new AuditExportException(number, $"the key is not {line.KeyId}.");
        }
        catch (CryptographicException exception)
        {
            throw new AuditExportException(number, "'public_key_pem' is no public key on P-256.", exception);
        }
    }
}

/// <summary>What was read is no export of an audit trail. The message names the line and can be shown.</summary>
public sealed class AuditExportException(long line, string reason, Exception? inner = null) : Exception($"Line {line}: {reason}", inner)
{
    public long Line => line;
}
