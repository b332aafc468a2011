using System.Text.Json.Serialization;

namespace FourRunr.Auth.OAuth;

/// <summary>The form of <c>POST /oauth2/revoke</c> (RFC 7009) for the OpenAPI document.</summary>
/// <param name="Token">The token to revoke.</param>
/// <param name="ClientAssertionType">With <paramref name="ClientAssertion"/>, as at <c>/oauth2/token</c>; not with a bearer token.</param>
/// <param name="ClientAssertion">The agent's own assertion.</param>
/// <param name="ClientId">Of a client without a credential, whose token this is.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RevocationForm(
    string Token, string? TokenTypeHint = null, string? ClientAssertionType = null, string? ClientAssertion = null, string? ClientId = null);
