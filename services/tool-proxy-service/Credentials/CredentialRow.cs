using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>The metadata of a stored version, without its secrets.</summary>
internal sealed class CredentialRow
{
    public required string Tool { get; init; }
    public required int Version { get; init; }
    public int? ActiveVersion { get; init; }
    public required IReadOnlyList<string> Fields { get; init; }
    public string? Note { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    public CredentialResponse ToResponse() => new()
    {
        Tool = Tool,
        Version = Version,
        State = ActiveVersion == Version ? CredentialState.Active : CredentialState.Inactive,
        Source = CredentialSource.Stored,
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
        Note = Note,
        Fields = Fields,
    };
}

/// <summary>The encrypted secrets of a stored version.</summary>
internal sealed class EncryptedCredentialRow
{
    public required string Tool { get; init; }
    public required int Version { get; init; }
    public required string KekId { get; init; }
    public required byte[] WrappedKey { get; init; }
    public required byte[] Ciphertext { get; init; }

    public EncryptedSecret Secret => new(KekId, WrappedKey, Ciphertext);
}
