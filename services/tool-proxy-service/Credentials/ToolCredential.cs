namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// What a tool's API needs: one secret, or several named ones (<c>client_id</c>, <c>client_secret</c>, <c>refresh_token</c>).
/// ToString shows none of them.
/// </summary>
/// <param name="version">Differs between credentials of one tool, without revealing them; part of cache keys.</param>
internal sealed class ToolCredential(string version, IReadOnlyDictionary<string, string> fields)
{
    /// <summary>The field of a credential that is a single secret.</summary>
    public const string Single = "value";

    public string Version { get; } = version;

    /// <summary>Null when the credential has no such field.</summary>
    public string? Field(string name) => fields.GetValueOrDefault(name);

    /// <summary>All secrets, to remove them from answers.</summary>
    public IEnumerable<string> Secrets => fields.Values;

    /// <summary>The secrets in every form that an API may echo; created on first use.</summary>
    public SecretForms Forms => field ??= SecretForms.Of(Secrets, CredentialEcho.ShortestSecret);

    public override string ToString() => nameof(ToolCredential);
}
