using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

internal sealed class SigningKeyRow
{
    public required long Number { get; init; }
    public required string Kid { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UsableFrom { get; init; }

    /// <summary>Encrypted, see <see cref="KeyMaterial"/>.</summary>
    public required byte[] Material { get; init; }

    /// <summary>Null, with <see cref="WrappedKey"/>, for a key from before there were envelopes.</summary>
    public string? KekId { get; init; }

    public byte[]? WrappedKey { get; init; }

    public SealedSecret? Sealed => KekId is not null && WrappedKey is not null ? new SealedSecret(KekId, WrappedKey, Material) : null;
}
