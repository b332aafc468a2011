namespace FourRunr.WebConsole.Tools;

/// <summary>How a credential is called: it has no name that could be shown.</summary>
internal static class CredentialName
{
    public static string Of(CredentialResponse? credential) => credential switch
    {
        null => "none",
        { Version: { } version } => $"version {version}",
        { Source: CredentialSource.File } => "a file",
        _ => "environment variables",
    };
}
