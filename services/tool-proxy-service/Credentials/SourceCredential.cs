namespace FourRunr.ToolProxy.Credentials;

/// <summary>A tool's secrets from a file or the environment. ToString shows none of them.</summary>
internal sealed class SourceCredential(IReadOnlyDictionary<string, string> secrets)
{
    public IReadOnlyDictionary<string, string> Secrets { get; } = secrets;

    public override string ToString() => nameof(SourceCredential);
}

/// <summary>A credential exists but cannot be used. The message says why, without the secret.</summary>
internal sealed class CredentialUnusableException(string message) : Exception(message);
