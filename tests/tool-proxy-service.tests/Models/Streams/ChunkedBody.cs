namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>A provider's answer that arrives in given pieces, and counts what was read of it.</summary>
internal sealed class ChunkedBody(IEnumerable<ReadOnlyMemory<byte>> chunks) : Stream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks = chunks.GetEnumerator();
    private ReadOnlyMemory<byte> _rest;

    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The bytes cut at these places.</summary>
    public static ChunkedBody Of(ReadOnlyMemory<byte> bytes, params int[] cuts)
    {
        int[] edges = [0, .. cuts.Order(), bytes.Length];
        return new ChunkedBody(edges.Zip(edges.Skip(1), (from, to) => bytes[from..to]));
    }

    /// <summary>The bytes in pieces of a size.</summary>
    public static ChunkedBody InPieces(ReadOnlyMemory<byte> bytes, int size) =>
        new(Enumerable.Range(0, (bytes.Length + size - 1) / size).Select(i => bytes.Slice(i * size, Math.Min(size, bytes.Length - i * size))));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_rest.IsEmpty)
        {
            if (!_chunks.MoveNext())
            {
                return ValueTask.FromResult(0);
            }

            _rest = _chunks.Current;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        BytesRead += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _chunks.Dispose();
        base.Dispose(disposing);
    }
}
