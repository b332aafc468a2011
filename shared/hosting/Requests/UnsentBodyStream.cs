namespace FourRunr.Hosting.Requests;

/// <summary>The body of a response to HEAD: discards what is written, and cancels at the first byte.</summary>
internal sealed class UnsentBodyStream(CancellationTokenSource begun) : ForwardStream
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(begun.CancelAsync());

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => begun.CancelAsync();

    /// <summary>Sends headers before a body that comes later.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => begun.CancelAsync();
}
