namespace FourRunr.Auth.OAuth;

/// <summary>Answer of <c>POST /oauth2/token</c> (RFC 6749 section 5.1).</summary>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">
/// What the token and the agent's policies allow together at this moment: less than was asked for where policies say no, more where the
/// permission asked for one tool is allowed for another one as well.
/// </param>
/// <param name="TokenId">The <c>jti</c>, for logs and revocation.</param>
public sealed record OAuthTokenResponse(string AccessToken, string TokenType, long ExpiresIn, string Scope, string TokenId);
