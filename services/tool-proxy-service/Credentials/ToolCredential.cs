namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// What a tool's API demands: one secret, or several under names (<c>client_id</c>, <c>client_secret</c>, <c>refresh_token</c>).
/// Printing it shows nothing.
/// </summary>
/// <param name="version">Tells credentials of one tool apart without showing anything of them; part of cache keys.</param>
internal sealed class ToolCredential(string version, IReadOnlyDictionary<string, string> fields)
{
    /// <summary>The field of a credential that is a single secret.</summary>
    public const string Single = "value";

    public string Version { get; } = version;

    /// <summary>Null when the credential has no such field.</summary>
    public string? Field(string name) => fields.GetValueOrDefault(name);

    /// <summary>All of it, to look for in what must not show it.</summary>
    public IEnumerable<string> Secrets => fields.Values;

    /// <summary>The same in every form that it may come back in; made when it is first looked for.</summary>
    public SecretForms Forms => field ??= SecretForms.Of(Secrets, CredentialEcho.ShortestSecret);

    public override string ToString() => nameof(ToolCredential);
}
