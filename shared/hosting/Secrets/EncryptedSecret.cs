namespace FourRunr.Hosting.Secrets;

/// <summary>A secret as it is stored. See <see cref="KeyEnvelope"/> for the layout.</summary>
/// <param name="KekId">Which key-encryption key wraps the data key: 16 hex digits.</param>
/// <param name="WrappedKey">The data key, encrypted.</param>
/// <param name="Ciphertext">The secret, encrypted under the data key.</param>
public sealed record EncryptedSecret(string KekId, byte[] WrappedKey, byte[] Ciphertext);

/// <summary>Names a sealed secret and is authenticated with it, so that the secret opens in no other place.</summary>
/// <param name="Purpose">The kind of secret, such as <c>tool credential</c>.</param>
public sealed record SecretLabel(string Purpose, string Name, string Version);

/// <summary>A stored secret cannot be decrypted: it was changed or moved, or its key-encryption key is not configured.</summary>
public sealed class SecretUnreadableException(string message) : Exception(message);
