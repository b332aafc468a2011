using System.Buffers;
using System.Security.Cryptography;

namespace FourRunr.Audit;

/// <summary>How a row is tied to the row before: the hash of each is taken over the hash of its predecessor and its own entry.</summary>
public static class AuditChain
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = 32;

    private const int SmallEntry = 1024;

    /// <summary>What stands as the hash before the first row of a writer: zeros.</summary>
    public static ReadOnlySpan<byte> Start => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>SHA-256 of <paramref name="previous"/> followed by <paramref name="entry"/>. Allocates nothing.</summary>
    /// <param name="destination">At least <see cref="HashSize"/> bytes; may be the same memory as <paramref name="previous"/>.</param>
    public static void Hash(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(previous.Length, HashSize);
        var length = HashSize + entry.Length;
        var rented = entry.Length > SmallEntry ? ArrayPool<byte>.Shared.Rent(length) : null;
        var both = rented is null ? stackalloc byte[HashSize + SmallEntry] : rented;
        previous.CopyTo(both);
        entry.CopyTo(both[HashSize..]);
        SHA256.HashData(both[..length], destination);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>True when the hash is the one of the two.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> hash)
    {
        if (previous.Length != HashSize)
        {
            return false;
        }

        Span<byte> real = stackalloc byte[HashSize];
        Hash(previous, entry, real);
        return real.SequenceEqual(hash);
    }
}
