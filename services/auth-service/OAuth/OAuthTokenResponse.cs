namespace FourRunr.Auth.OAuth;

/// <summary>Answer of <c>POST /oauth2/token</c> (RFC 6749 section 5.1).</summary>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">
/// What both the token and the agent's policies allow at this moment. Less than requested where policies deny; more where a permission that
/// was requested for one tool is also allowed for another.
/// </param>
/// <param name="TokenId">The <c>jti</c>, for logs and revocation.</param>
/// <param name="RefreshToken">Only for clients that an operator has signed in. It is good for one use.</param>
public sealed record OAuthTokenResponse(
    string AccessToken, string TokenType, long ExpiresIn, string Scope, string TokenId, string? RefreshToken = null);
