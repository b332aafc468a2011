using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Hands on so many bytes and then fails.</summary>
internal sealed class CappedStream(Stream inner, long left) : ForwardStream
{
    private long _left = left;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _left -= read;
        return _left < 0 ? throw new ExceededException() : read;
    }

    internal sealed class ExceededException() : Exception("The stream is larger than it may be.");
}
