namespace FourRunr.Bench.Micro.Streams;

/// <summary>A body of which one chunk can be read at a time.</summary>
internal sealed class ChunkSource(byte[][] chunks) : Stream
{
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="buffer">Empty, or at least as long as a chunk.</param>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _next == chunks.Length)
        {
            return ValueTask.FromResult(0);
        }

        var chunk = chunks[_next++];
        chunk.CopyTo(buffer);
        return ValueTask.FromResult(chunk.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
