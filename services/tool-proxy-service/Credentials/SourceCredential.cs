namespace FourRunr.ToolProxy.Credentials;

/// <summary>The secrets of a tool as a file or the environment gives them. Printing it shows nothing.</summary>
internal sealed class SourceCredential(IReadOnlyDictionary<string, string> secrets)
{
    public IReadOnlyDictionary<string, string> Secrets { get; } = secrets;

    public override string ToString() => nameof(SourceCredential);
}

/// <summary>There is a credential, but it cannot be used. The message says why without saying it.</summary>
internal sealed class CredentialUnusableException(string message, Exception? cause = null) : Exception(message, cause);
