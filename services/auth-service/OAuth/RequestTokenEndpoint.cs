namespace FourRunr.Auth.OAuth;

internal static class RequestTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/token", HandleAsync)
        .Accepts<TokenForm>(OAuthForm.ContentType).WithBodyExample(TokenForm.Example).AllowAnonymous()
        .Refuses(GatewayErrors.ParamsInvalid, GatewayErrors.TokenInvalid, GatewayErrors.AgentSuspended);

    /// <summary>
    /// Issues a token to an agent that authenticates with its own key (client_credentials with private_key_jwt, RFC 7523). Form:
    /// grant_type, client_assertion_type, client_assertion, optional scope (<c>tool</c> or <c>tool:permission</c>, several separated by
    /// spaces; default: everything that policies allow), optional ttl_seconds (1 to 86400, default 900), optional resource (RFC 8707). What
    /// policies do not allow is not granted. MCP clients that an operator has signed in send grant_type authorization_code with code,
    /// redirect_uri, client_id and code_verifier, later refresh_token with refresh_token and client_id; with MCP_AUTH=bearer both are refused.
    /// </summary>
    internal static async Task<Results<Ok<OAuthTokenResponse>, OAuthError>> HandleAsync(
        HttpRequest request, IEnumerable<ITokenGrantType> grantTypes, GatewaySettings settings, CancellationToken cancellationToken)
    {
        var (form, unreadable) = await OAuthForm.ReadAsync(request, cancellationToken);
        if (form is null)
        {
            return unreadable!;
        }

        var offered = grantTypes.Where(type => settings.OffersSignIn || !type.NeedsSignIn);
        return form["grant_type"] is not { } name ? OAuthError.InvalidRequest("'grant_type' is missing; send grant_type=client_credentials.")
            : offered.FirstOrDefault(type => type.Name == name) is { } type ? await type.ExchangeAsync(form, cancellationToken)
            : grantTypes.Any(type => type.Name == name) ? OAuthError.SignInIsOff()
            : OAuthError.UnsupportedGrantType(offered.Select(known => known.Name));
    }
}
