using System.Buffers;
using System.Runtime.CompilerServices;
using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>A provider's answer without the credential that it was asked with: an answer that repeats it breaks off before.</summary>
/// <param name="secret">In UTF-8; not empty.</param>
internal sealed class SecretFreeStream(Stream answer, ReadOnlyMemory<byte> secret) : ForwardStream
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>What was read and not given out: at its end it may hold the beginning of the secret. Empty while nothing is held.</summary>
    private byte[] _held = [];
    private int _length;
    private bool _isOver;

    public override bool CanRead => true;

    /// <param name="buffer">May be empty, to wait for what comes without a buffer.</param>
    /// <exception cref="IOException">The answer repeats the secret.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var given = Math.Min(buffer.Length, _isOver ? _length : _length - BeginningAtEnd());
            if (given > 0 || _isOver)
            {
                Give(given, buffer.Span);
                return given;
            }

            if (buffer.IsEmpty)
            {
                return _length > BeginningAtEnd() ? 0 : await answer.ReadAsync(buffer, cancellationToken);
            }

            _held = _held.Length == 0 ? ArrayPool<byte>.Shared.Rent(ChunkBytes + secret.Length) : _held;
            var read = await answer.ReadAsync(_held.AsMemory(_length), cancellationToken);
            _isOver = read == 0;
            _length += read;
            if (_held.AsSpan(0, _length).IndexOf(secret.Span) >= 0)
            {
                throw new IOException("The answer repeats the gateway's credential.");
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        Release();
        base.Dispose(disposing);
    }

    private void Give(int count, Span<byte> buffer)
    {
        _held.AsSpan(0, count).CopyTo(buffer);
        _held.AsSpan(count, _length - count).CopyTo(_held);
        _length -= count;
        if (_length == 0)
        {
            Release();
        }
    }

    private void Release()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
            (_held, _length) = ([], 0);
        }
    }

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
