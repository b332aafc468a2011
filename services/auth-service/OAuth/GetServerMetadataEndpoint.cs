using FourRunr.Auth.Clients;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

internal static class GetServerMetadataEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/oauth-authorization-server", Handle).WithTags("OAuth 2.0").AllowAnonymous();

    /// <summary>What an OAuth client needs to know of the gateway.</summary>
    internal static Ok<ServerMetadata> Handle(TokenMint mint, ClientSettings clients) => TypedResults.Ok(new ServerMetadata
    {
        Issuer = mint.Issuer,
        AuthorizationEndpoint = $"{mint.Issuer}/oauth2/authorize",
        RegistrationEndpoint = clients.OffersRegistration ? $"{mint.Issuer}/oauth2/register" : null,
        TokenEndpoint = $"{mint.Issuer}/oauth2/token",
        RevocationEndpoint = $"{mint.Issuer}/oauth2/revoke",
        IntrospectionEndpoint = $"{mint.Issuer}/oauth2/introspect",
        IntrospectionEndpointAuthMethodsSupported = ["Bearer"],
        ResponseTypesSupported = ["code"],
        CodeChallengeMethodsSupported = ["S256"],
        AuthorizationResponseIssParameterSupported = true,
        ClientIdMetadataDocumentSupported = true,
        GrantTypesSupported = ["authorization_code", "refresh_token", "client_credentials"],
        TokenEndpointAuthMethodsSupported = ["none", "private_key_jwt"],
        TokenEndpointAuthSigningAlgValuesSupported = ["RS256", "PS256"],
        RevocationEndpointAuthMethodsSupported = ["private_key_jwt"],
        RevocationEndpointAuthSigningAlgValuesSupported = ["RS256", "PS256"],
    });
}
