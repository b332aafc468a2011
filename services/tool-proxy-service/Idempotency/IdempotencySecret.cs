using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// Hashes and encrypts what is stored about idempotent calls, so that a copy of the database reveals neither keys, which may contain
/// names or addresses, nor answers. Each answer has its own encryption key (HKDF over the claim's owner) and is bound to its row. Layout: 12 bytes nonce, 16 bytes tag, content (AES-256-GCM).
/// </summary>
internal sealed class IdempotencySecret(byte[] secret)
{
    public const int Size = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _scopeKey = Derive(secret, "4runr idempotency scope v1");
    private readonly byte[] _bodyKey = Derive(secret, "4runr idempotency body v1");
    private readonly byte[] _answersKey = Derive(secret, "4runr idempotency answers v1");

    /// <summary>The same for equal agent, tool, action and key.</summary>
    public string ScopeOf(IdempotentCall call) => Base64Url.EncodeToString(HMACSHA256.HashData(
        _scopeKey, JsonSerializer.SerializeToUtf8Bytes((string[])[call.AgentId, call.Action.Tool, call.Action.Name, call.Key])));

    /// <summary>The same for equal parameters, however they are written.</summary>
    public string BodyOf(IdempotentCall call) =>
        CanonicalJson.Of(call.Parameters, _bodyKey, static (canonical, key) => Base64Url.EncodeToString(HMACSHA256.HashData(key, canonical)));

    public byte[] Encrypt(string scope, string owner, ReadOnlySpan<byte> answer)
    {
        var encrypted = new byte[NonceSize + TagSize + answer.Length];
        var nonce = encrypted.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Derive(_answersKey, owner), TagSize);
        aes.Encrypt(nonce, answer, encrypted.AsSpan(NonceSize + TagSize), encrypted.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(scope));
        return encrypted;
    }

    /// <exception cref="CryptographicException">It was changed, or belongs to another row.</exception>
    public byte[] Decrypt(string scope, string owner, ReadOnlySpan<byte> encrypted)
    {
        if (encrypted.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("A stored answer is too short.");
        }

        var answer = new byte[encrypted.Length - NonceSize - TagSize];
        using var aes = new AesGcm(Derive(_answersKey, owner), TagSize);
        aes.Decrypt(encrypted[..NonceSize], encrypted[(NonceSize + TagSize)..], encrypted.Slice(NonceSize, TagSize), answer, Encoding.UTF8.GetBytes(scope));
        return answer;
    }

    public override string ToString() => nameof(IdempotencySecret);

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Size, info: Encoding.UTF8.GetBytes(purpose));
}
