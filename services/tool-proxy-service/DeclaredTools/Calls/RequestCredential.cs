using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.DeclaredTools.Templates;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>A credential as one request carries it.</summary>
/// <param name="Secrets">Every form of the credential that must not appear in a result.</param>
internal sealed record RequestCredential(KeyValuePair<string, string>? Header, (string Name, string Value)? Query, IReadOnlyList<string> Secrets)
{
    private static readonly RequestCredential None = new(null, null, []);

    /// <summary>A secret that was made of several fields of the credential and is not one of them.</summary>
    public string? Combined { get; private init; }

    /// <returns>The error says which field is missing or cannot be sent.</returns>
    public static ErrorOr<RequestCredential> Create(CredentialPlacement? placement, ToolCredential? credential)
    {
        if (placement is null)
        {
            return None;
        }

        if (Find(credential, placement.Field) is not { } secret)
        {
            return $"The tool's credential has no field '{placement.Field}'.";
        }

        switch (placement)
        {
            case CredentialPlacement.Header header:
                return InHeader(header.Name, header.Prefix + secret, secret);
            case CredentialPlacement.Bearer:
                return InHeader("Authorization", $"Bearer {secret}", secret);
            case CredentialPlacement.Query query:
                return new RequestCredential(null, (query.Name, secret), [secret]);
            case CredentialPlacement.Basic basic:
                var password = Find(credential, basic.PasswordField) ?? "";
                var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:{password}"));
                // A user name is a secret only if there is no password.
                return new RequestCredential(new("Authorization", $"Basic {pair}"), null, [pair, password.Length > 0 ? password : secret]) { Combined = pair };
            default:
                throw new InvalidOperationException($"{placement.GetType().Name} is not supported.");
        }
    }

    public override string ToString() => nameof(RequestCredential);

    private static string? Find(ToolCredential? credential, string field) => credential?.Field(field) is { Length: > 0 } secret ? secret : null;

    private static ErrorOr<RequestCredential> InHeader(string name, string value, string secret) => HeaderRules.IsText(value)
        ? new RequestCredential(new(name, value), null, [secret])
        : "The tool's credential has characters that a header cannot hold.";
}
