using FourRunr.Auth.OAuth;
using FourRunr.Auth.Tokens;
using Microsoft.Extensions.Primitives;

namespace FourRunr.Auth.SignIn;

/// <summary>The parameters of an authorization request (RFC 6749 section 4.1.1, RFC 7636, RFC 8707).</summary>
internal sealed record AuthorizationRequest(
    string ClientId, string RedirectUri, string? ResponseType, string? CodeChallenge, string? CodeChallengeMethod, string? State, string? Scope,
    string? Resource)
{
    private const int Longest = 2000;

    /// <summary>What is sent on with the form of the sign-in page.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Parameters =>
    [
        new("client_id", ClientId), new("redirect_uri", RedirectUri), new("response_type", ResponseType), new("code_challenge", CodeChallenge),
        new("code_challenge_method", CodeChallengeMethod), new("state", State), new("scope", Scope), new("resource", Resource),
    ];

    /// <returns>The request, or what is wrong with it. The client and its redirect URI are not verified yet.</returns>
    public static (AuthorizationRequest? Request, string? Problem) Read(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters)
        {
            if (values.Count > 1)
            {
                return (null, "A parameter is sent more than once.");
            }

            if (values is not [{ Length: > 0 } value])
            {
                continue;
            }

            if (value.Length > Longest || value.Any(character => character is < ' ' or > '~'))
            {
                return (null, $"A parameter is longer than {Longest} characters, or not printable ASCII.");
            }

            given[name] = value;
        }

        return given.TryGetValue("client_id", out var clientId) && given.TryGetValue("redirect_uri", out var redirectUri)
            ? (new AuthorizationRequest(
                clientId, redirectUri, given.GetValueOrDefault("response_type"), given.GetValueOrDefault("code_challenge"),
                given.GetValueOrDefault("code_challenge_method"), given.GetValueOrDefault("state"), given.GetValueOrDefault("scope"),
                given.GetValueOrDefault("resource")), null)
            : (null, "client_id and redirect_uri are required.");
    }

    /// <summary>What the client is told, when its redirect URI is verified.</summary>
    public (string Error, string Description)? FaultOf(TokenMint mint) =>
        ResponseType != "code" ? ("unsupported_response_type", "response_type must be code.")
        : !Pkce.IsChallenge(CodeChallenge) || CodeChallengeMethod != Pkce.Method
            ? ("invalid_request", "code_challenge with code_challenge_method=S256 is required.")
        : !RequestedScope.TryParse(Scope, out _, out var problem) ? ("invalid_scope", problem)
        : !ResourceIndicator.TryRead(Resource, mint, out _) ? ("invalid_target", ResourceIndicator.Foreign)
        : null;

    /// <summary>Where the browser goes with the answer; <c>iss</c> says whose it is (RFC 9207).</summary>
    public string AnswerUri(TokenMint mint, params IEnumerable<KeyValuePair<string, string?>> answer) =>
        Clients.RedirectUri.With(RedirectUri, [.. answer, new("state", State), new("iss", mint.Issuer)]);
}
