using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Hands on what it reads from another stream, after its size was looked at.</summary>
internal abstract class CountedStream(Stream inner) : ForwardStream
{
    public sealed override bool CanRead => true;

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..read]);
        return read;
    }

    /// <exception cref="ExceededException">It is too much.</exception>
    protected abstract void Count(ReadOnlySpan<byte> read);

    internal sealed class ExceededException() : IOException("The stream is larger than it may be.");
}
