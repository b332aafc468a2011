using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

internal sealed class SigningKeyRow
{
    public required long Number { get; init; }
    public required string Kid { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UsableFrom { get; init; }

    /// <summary>Encrypted by <see cref="KeyMaterial"/>.</summary>
    public required byte[] Material { get; init; }

    public required string KekId { get; init; }
    public required byte[] WrappedKey { get; init; }

    public EncryptedSecret Encrypted => new(KekId, WrappedKey, Material);
}
