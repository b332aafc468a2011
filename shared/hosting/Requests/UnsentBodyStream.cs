namespace FourRunr.Hosting.Requests;

/// <summary>The body of a response to HEAD: discards what is written, and cancels at the first byte.</summary>
internal sealed class UnsentBodyStream(CancellationTokenSource begun) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(begun.CancelAsync());

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => begun.CancelAsync();

    /// <summary>Sends headers before a body that comes later.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => begun.CancelAsync();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
