using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>A stream whose first bytes have been read already, and come first again.</summary>
/// <param name="first">What was read.</param>
internal sealed class PeekedStream(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _first = first;

    public override bool CanRead => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_first.IsEmpty)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        var taken = _first[..Math.Min(buffer.Length, _first.Length)];
        taken.CopyTo(buffer);
        // Nothing of it is kept when it has been given out: the stream may last for minutes.
        _first = taken.Length == _first.Length ? default : _first[taken.Length..];
        return ValueTask.FromResult(taken.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
