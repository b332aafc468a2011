using System.Security.Cryptography;

namespace FourRunr.Auth.KeyRing;

/// <summary>One key of the ring: an HMAC key for the outer layer of tokens and an RSA pair for the inner one.</summary>
internal sealed class SigningKey(long number, string kid, DateTimeOffset createdAt, DateTimeOffset usableFrom, byte[] macKey, RSA rsa)
{
    /// <summary>Position in the ring; the next key has the next number.</summary>
    public long Number { get; } = number;
    public string Kid { get; } = kid;
    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>From when on it signs, until the next key does.</summary>
    public DateTimeOffset UsableFrom { get; } = usableFrom;
    public byte[] MacKey { get; } = macKey;
    public RSA Rsa { get; } = rsa;
}
