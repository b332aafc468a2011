using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>A stream whose first bytes have been read already, and come first again.</summary>
/// <param name="first">What was read.</param>
internal sealed class PeekedStream(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _first = first;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_first.IsEmpty)
        {
            return await rest.ReadAsync(buffer, cancellationToken);
        }

        var taken = _first[..Math.Min(buffer.Length, _first.Length)];
        taken.CopyTo(buffer);
        _first = _first[taken.Length..];
        return taken.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
