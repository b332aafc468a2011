using System.Text.Json.Serialization;

namespace FourRunr.Auth.OAuth;

/// <summary>The form of <c>POST /oauth2/token</c> (RFC 6749 section 4.4.2, RFC 7523) for the OpenAPI document.</summary>
/// <param name="GrantType"><c>client_credentials</c>; of signed-in clients <c>authorization_code</c> or <c>refresh_token</c>.</param>
/// <param name="ClientAssertionType"><c>urn:ietf:params:oauth:client-assertion-type:jwt-bearer</c>.</param>
/// <param name="ClientAssertion">
/// A JWT that the agent signed with its own key: <c>iss</c> and <c>sub</c> its id, <c>aud</c> the issuer, <c>jti</c>, <c>exp</c>.
/// </param>
/// <param name="Scope"><c>tool</c> or <c>tool:permission</c>, several separated by spaces.</param>
/// <param name="TtlSeconds">1 to 86400, default 900.</param>
/// <param name="ClientId">The agent's id, if it is sent; of signed-in clients their own.</param>
/// <param name="Resource">The only endpoint that is to accept the token, such as the URL of <c>/mcp</c> (RFC 8707). Default: all.</param>
/// <param name="Code">With <c>authorization_code</c>.</param>
/// <param name="RedirectUri">With <c>authorization_code</c>: as in the authorization request.</param>
/// <param name="CodeVerifier">With <c>authorization_code</c> (RFC 7636).</param>
/// <param name="RefreshToken">With <c>refresh_token</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record TokenForm(
    string GrantType, string? ClientAssertionType = null, string? ClientAssertion = null, string? Scope = null, int? TtlSeconds = null,
    string? ClientId = null, string? Resource = null, string? Code = null, string? RedirectUri = null, string? CodeVerifier = null,
    string? RefreshToken = null)
{
    public const string Example = """
        {
          "grant_type": "client_credentials", "scope": "serpapi:read",
          "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          "client_assertion": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZ3RfMDFhMiJ9.c2lnbmF0dXJl"
        }
        """;
}
