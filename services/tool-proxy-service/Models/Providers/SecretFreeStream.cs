using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>A provider's answer without the credential that it was asked with: an answer that repeats it breaks off before.</summary>
/// <param name="secret">In UTF-8; not empty.</param>
internal sealed class SecretFreeStream(Stream answer, ReadOnlyMemory<byte> secret) : ForwardStream
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>What was read and not given out: at its end it may hold the beginning of the secret.</summary>
    private readonly byte[] _held = new byte[ChunkBytes + secret.Length];
    private int _length;
    private bool _isOver;

    public override bool CanRead => true;

    /// <exception cref="IOException">The answer repeats the secret.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var given = Math.Min(buffer.Length, _isOver ? _length : _length - BeginningAtEnd());
            if (given > 0 || _isOver)
            {
                _held.AsSpan(0, given).CopyTo(buffer.Span);
                _held.AsSpan(given, _length - given).CopyTo(_held);
                _length -= given;
                return given;
            }

            var read = await answer.ReadAsync(_held.AsMemory(_length), cancellationToken);
            _isOver = read == 0;
            _length += read;
            if (_held.AsSpan(0, _length).IndexOf(secret.Span) >= 0)
            {
                throw new IOException("The answer repeats the gateway's credential.");
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <returns>How many of the last bytes the secret begins with.</returns>
    private int BeginningAtEnd()
    {
        for (var length = Math.Min(_length, secret.Length - 1); length > 0; length--)
        {
            if (_held.AsSpan(_length - length, length).SequenceEqual(secret.Span[..length]))
            {
                return length;
            }
        }

        return 0;
    }
}
