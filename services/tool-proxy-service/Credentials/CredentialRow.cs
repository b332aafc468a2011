using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>The metadata of a stored version, without its secrets.</summary>
/// <param name="ActiveVersion">Of the tool; null if none is active.</param>
internal sealed record CredentialRow(
    string Tool, int Version, int? ActiveVersion, IReadOnlyList<string> Fields, string? Note, DateTimeOffset CreatedAt, string CreatedBy)
{
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
internal sealed record EncryptedCredentialRow(string Tool, int Version, string KekId, byte[] WrappedKey, byte[] Ciphertext)
{
    public EncryptedSecret Secret => new(KekId, WrappedKey, Ciphertext);
}
