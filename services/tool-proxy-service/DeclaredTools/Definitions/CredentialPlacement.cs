namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Where a request carries the tool's credential; never in the path, which logs of servers keep.</summary>
internal abstract record CredentialPlacement
{
    /// <param name="Field">Of the credential.</param>
    /// <param name="Prefix">Before the secret, e.g. <c>Token </c>.</param>
    public sealed record Header(string Name, string Field, string Prefix) : CredentialPlacement;

    public sealed record Query(string Name, string Field) : CredentialPlacement;

    /// <summary>RFC 6750.</summary>
    public sealed record Bearer(string Field) : CredentialPlacement;

    /// <summary>RFC 7617. A password that the credential does not have is empty.</summary>
    public sealed record Basic(string UserField, string PasswordField) : CredentialPlacement;
}
