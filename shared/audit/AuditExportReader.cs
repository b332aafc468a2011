using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace FourRunr.Audit;

/// <summary>Reads an export line by line, so that it may be larger than the memory.</summary>
public static class AuditExportReader
{
    /// <summary>Bytes of the longest line.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <param name="export">Left open.</param>
    /// <exception cref="AuditExportException">A line is not one of an export.</exception>
    public static async IAsyncEnumerable<AuditExportLine> ReadAsync(Stream export, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = PipeReader.Create(export, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        long number = 0;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (NextLine(ref rest, read.IsCompleted) is { } line)
            {
                number++;
                if (line.Length > LongestLine)
                {
                    throw TooLong(number);
                }

                if (!IsBlank(line))
                {
                    yield return ExportLineParser.Parse(number, line);
                }
            }

            if (rest.Length > LongestLine)
            {
                throw TooLong(number + 1);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                await reader.CompleteAsync();
                yield break;
            }
        }
    }

    /// <param name="isEnd">Nothing follows, so that the last line needs no line end.</param>
    private static ReadOnlySequence<byte>? NextLine(ref ReadOnlySequence<byte> rest, bool isEnd)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return line;
        }

        if (!isEnd || rest.IsEmpty)
        {
            return null;
        }

        var last = rest;
        rest = rest.Slice(rest.End);
        return last;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line) => line.Length == 0 || (line.Length == 1 && line.FirstSpan[0] == '\r');

    private static AuditExportException TooLong(long number) => new(number, $"longer than {LongestLine} bytes.");
}
