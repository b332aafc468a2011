namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Where a request carries the tool's credential. Never in the path, since servers log paths.</summary>
/// <param name="Field">The field of the credential that is sent.</param>
internal abstract record CredentialPlacement(string Field)
{
    /// <param name="Prefix">Before the secret, e.g. <c>Token </c>.</param>
    public sealed record Header(string Name, string Field, string Prefix) : CredentialPlacement(Field);

    public sealed record Query(string Name, string Field) : CredentialPlacement(Field);

    /// <summary>RFC 6750.</summary>
    public sealed record Bearer(string Field) : CredentialPlacement(Field);

    /// <summary>RFC 7617. <paramref name="Field"/> is the user name. If the credential has no password field, the password is empty.</summary>
    public sealed record Basic(string Field, string PasswordField) : CredentialPlacement(Field);
}
