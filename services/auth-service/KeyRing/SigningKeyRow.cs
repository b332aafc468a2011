using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <param name="Material">Encrypted by <see cref="KeyMaterial"/>.</param>
internal sealed record SigningKeyRow(
    long Number, string Kid, DateTimeOffset CreatedAt, DateTimeOffset UsableFrom, byte[] Material, string KekId, byte[] WrappedKey)
{
    public EncryptedSecret Encrypted => new(KekId, WrappedKey, Material);
}
