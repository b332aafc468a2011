using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FourRunr.Audit;

/// <summary>Reads an export line by line, so that it may be larger than the memory.</summary>
public static class AuditExportReader
{
    /// <summary>Bytes of the longest line.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <param name="export">Left open.</param>
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
            var line = JsonSerializer.Deserialize<AuditExportLine>(json, AuditExportLine.Format) ?? throw new JsonException("null");
            return line is AuditRow { Seq: < 1 } or AuditCheckpoint { Seq: < 0 } ? throw new JsonException("'seq' is negative") : line;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // Without the serializer's count of lines, which begins anew in each.
            var path = exception is JsonException { Path: { } place } ? $"{place}: " : "";
            throw new AuditExportException(number, $"no JSON of an export, or cut off: {path}{exception.Message.Split(" Path: ")[0]}", exception);
        }
    }
}
