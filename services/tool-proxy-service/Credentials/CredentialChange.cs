namespace FourRunr.ToolProxy.Credentials;

/// <summary>The result of a change: the version that it created or activated, or why nothing changed.</summary>
internal abstract record CredentialChange
{
    private CredentialChange()
    {
    }

    public sealed record Done(CredentialRow Row) : CredentialChange;

    public sealed record Refused(CredentialFailure Failure) : CredentialChange;
}

internal enum CredentialFailure
{
    /// <summary>There is no such tool or version.</summary>
    Unknown,

    /// <summary>A rollback, but no other version was active before.</summary>
    NothingBefore,

    /// <summary>The version is in use and cannot be deleted.</summary>
    InUse,

    /// <summary>The tool has as many versions as it may have.</summary>
    TooMany,
}
