using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Identity;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Pseudonyms of addresses in records: an HMAC with a key derived from <c>GATEWAY_KEK</c>. All replicas give an address the same one, and
/// readers of the records cannot learn the address.
/// </summary>
internal sealed class SourcePseudonyms(GatewaySecrets secrets)
{
    private const int Length = 8;

    private readonly byte[] _key = secrets.DeriveKey("4runr caller addresses v1");

    public string Of(CallerAddress address)
    {
        Span<byte> bytes = stackalloc byte[CallerAddress.Size];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        address.Write(bytes);
        HMACSHA256.HashData(_key, bytes, hash);
        return Convert.ToHexStringLower(hash[..Length]);
    }
}
