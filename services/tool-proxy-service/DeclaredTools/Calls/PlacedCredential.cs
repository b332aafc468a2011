using System.Text;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>A credential as one request carries it.</summary>
/// <param name="Secrets">Every form of it that must not be seen again.</param>
internal sealed record PlacedCredential(
    IReadOnlyList<KeyValuePair<string, string>> Headers, (string Name, string Secret)? Query, IReadOnlyList<string> Secrets)
{
    public static readonly PlacedCredential None = new([], null, []);

    /// <summary>What was made of several fields, so that no field shows it.</summary>
    public string? Combined { get; private init; }

    /// <returns>Null, and which field the credential lacks or cannot be sent.</returns>
    public static (PlacedCredential? Placed, string? Refusal) Of(CredentialPlacement? placement, ToolCredential? credential)
    {
        switch (placement)
        {
            case null:
                return (None, null);
            case CredentialPlacement.Header(var name, var field, var prefix):
                return Find(credential, field) is { } secret ? InHeader(name, prefix + secret, secret) : Missing(field);
            case CredentialPlacement.Bearer(var field):
                return Find(credential, field) is { } token ? InHeader("Authorization", $"Bearer {token}", token) : Missing(field);
            case CredentialPlacement.Query(var name, var field):
                return Find(credential, field) is { } key ? (new([], (name, key), [key]), null) : Missing(field);
            case CredentialPlacement.Basic(var userField, var passwordField):
                if (Find(credential, userField) is not { } user)
                {
                    return Missing(userField);
                }

                var password = Find(credential, passwordField) ?? "";
                var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
                // A user name alone is no secret, unless there is nothing else.
                return (InHeader("Authorization", $"Basic {pair}", pair, password.Length > 0 ? password : user).Placed! with { Combined = pair }, null);
            default:
                throw new InvalidOperationException($"No place for {placement.GetType().Name}.");
        }
    }

    public override string ToString() => nameof(PlacedCredential);

    private static string? Find(ToolCredential? credential, string field) => credential?.Field(field) is { Length: > 0 } secret ? secret : null;

    private static (PlacedCredential? Placed, string? Refusal) InHeader(string name, string value, params IReadOnlyList<string> secrets) => HeaderRules.IsText(value)
        ? (new([new(name, value)], null, secrets), null)
        : (null, "The tool's credential has characters that a header cannot hold.");

    private static (PlacedCredential?, string?) Missing(string field) => (null, $"The tool's credential has no field '{field}'.");
}
