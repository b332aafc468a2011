using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Strangers;

/// <summary>
/// What records call an address: an HMAC under a key derived from <c>GATEWAY_KEK</c>. The same address is recognised, by all replicas,
/// and nobody who reads the records learns it.
/// </summary>
internal sealed class SourceNames(GatewaySecrets secrets)
{
    private const int Length = 8;

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, secrets.KeyEncryptionKey, HMACSHA256.HashSizeInBytes, info: "4runr caller addresses v1"u8.ToArray());

    public string Of(CallerAddress address)
    {
        Span<byte> bytes = stackalloc byte[CallerAddress.Size];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        address.Write(bytes);
        HMACSHA256.HashData(_key, bytes, hash);
        return Convert.ToHexStringLower(hash[..Length]);
    }
}
