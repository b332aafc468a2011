using System.Security.Cryptography;

namespace FourRunr.Auth.KeyRing;

/// <summary>One key of the ring: an HMAC key for the outer layer of tokens and an RSA pair for the inner layer.</summary>
/// <param name="Number">Position in the ring; the next key has the next number.</param>
/// <param name="UsableFrom">When it starts to sign. It signs until the next key does.</param>
internal sealed record SigningKey(long Number, string Kid, DateTimeOffset CreatedAt, DateTimeOffset UsableFrom, byte[] MacKey, RSA Rsa);
