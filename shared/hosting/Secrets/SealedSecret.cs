namespace FourRunr.Hosting.Secrets;

/// <summary>A secret as it is stored. See <see cref="KeyEnvelope"/> for the layout.</summary>
/// <param name="KekId">Which key-encryption key wraps the data key: 16 hex digits.</param>
/// <param name="WrappedKey">The data key, encrypted.</param>
/// <param name="Ciphertext">The secret, encrypted under the data key.</param>
public sealed record SealedSecret(string KekId, byte[] WrappedKey, byte[] Ciphertext);

/// <summary>What a sealed secret is. Authenticated with it, so that it opens in this place and in no other.</summary>
/// <param name="Purpose">The kind of secret, such as <c>tool credential</c>.</param>
public sealed record SecretLabel(string Purpose, string Name, string Version);

/// <summary>What is stored does not open: it was changed or moved, or no configured key-encryption key made it.</summary>
public sealed class SecretUnreadableException(string message) : Exception(message);
