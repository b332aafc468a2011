using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BitFaster.Caching.Lru;

namespace FourRunr.Hosting.Identity;

/// <summary>
/// Credentials that were valid when they were last checked, by their hashes. It does not say whether one is valid now; it is for limits
/// that only concern callers without any known credential.
/// </summary>
public sealed class KnownCredentials
{
    private const int Most = 20_000;

    private readonly ConcurrentLru<string, bool> _known = new(Most);

    public bool Contains(ReadOnlySpan<char> credential) => _known.TryGet(KeyOf(credential), out _);

    public void Learn(ReadOnlySpan<char> credential, bool isGood)
    {
        if (isGood)
        {
            _known.AddOrUpdate(KeyOf(credential), true);
        }
        else
        {
            _known.TryRemove(KeyOf(credential));
        }
    }

    internal static string KeyOf(ReadOnlySpan<char> credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(credential), hash);
        return Convert.ToHexString(hash);
    }
}
