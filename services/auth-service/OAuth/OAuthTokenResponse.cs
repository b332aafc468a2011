namespace FourRunr.Auth.OAuth;

/// <summary>Answer of <c>POST /oauth2/token</c> (RFC 6749 section 5.1).</summary>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">What was granted, which may be more than what was asked: see the endpoint.</param>
/// <param name="TokenId">The <c>jti</c>, for logs and revocation.</param>
public sealed record OAuthTokenResponse(string AccessToken, string TokenType, long ExpiresIn, string Scope, string TokenId);
