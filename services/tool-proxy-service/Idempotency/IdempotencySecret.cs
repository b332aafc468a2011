using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// Hashes and encrypts what is stored about idempotent calls, so that a copy of the database reveals neither keys, which may contain
/// names or addresses, nor answers. Each answer has its own encryption key (HKDF over the claim's owner) and is bound to its row.
/// </summary>
internal sealed class IdempotencySecret(byte[] secret)
{
    public const int Size = 32;

    private readonly byte[] _scopeKey = Derive(secret, "4runr idempotency scope v1");
    private readonly byte[] _bodyKey = Derive(secret, "4runr idempotency body v1");
    private readonly byte[] _answersKey = Derive(secret, "4runr idempotency answers v1");

    /// <summary>The same for equal agent, tool, action and key.</summary>
    public string ScopeOf(IdempotentCall call) => Base64Url.EncodeToString(HMACSHA256.HashData(
        _scopeKey, JsonSerializer.SerializeToUtf8Bytes((string[])[call.AgentId, call.Action.Tool, call.Action.Name, call.Key])));

    /// <summary>The same for equal parameters, however they are written.</summary>
    public string BodyOf(IdempotentCall call) =>
        CanonicalJson.Of(call.Parameters, _bodyKey, static (canonical, key) => Base64Url.EncodeToString(HMACSHA256.HashData(key, canonical)));

    public byte[] Encrypt(string scope, string owner, ReadOnlySpan<byte> answer) =>
        AesBox.Encrypt(Derive(_answersKey, owner), answer, Encoding.UTF8.GetBytes(scope));

    /// <exception cref="CryptographicException">It was changed, or belongs to another row.</exception>
    public byte[] Decrypt(string scope, string owner, ReadOnlySpan<byte> encrypted) =>
        AesBox.Decrypt(Derive(_answersKey, owner), encrypted, Encoding.UTF8.GetBytes(scope));

    public override string ToString() => nameof(IdempotencySecret);

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Size, info: Encoding.UTF8.GetBytes(purpose));
}
