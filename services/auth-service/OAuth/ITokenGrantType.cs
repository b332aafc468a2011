namespace FourRunr.Auth.OAuth;

/// <summary>One way to get a token at <c>POST /oauth2/token</c>.</summary>
internal interface ITokenGrantType
{
    /// <summary>The value of <c>grant_type</c>.</summary>
    string Name { get; }

    /// <summary>Whether it is for clients that an operator has signed in: refused with <c>MCP_AUTH=bearer</c>.</summary>
    bool NeedsSignIn => false;

    Task<Results<Ok<OAuthTokenResponse>, OAuthError>> ExchangeAsync(OAuthForm form, CancellationToken cancellationToken);
}
