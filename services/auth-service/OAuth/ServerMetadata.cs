using FourRunr.Auth.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Auth.OAuth;

/// <summary><c>GET /.well-known/oauth-authorization-server</c> (RFC 8414 section 2).</summary>
public sealed record ServerMetadata
{
    public required string Issuer { get; init; }
    public required string TokenEndpoint { get; init; }
    public required string RevocationEndpoint { get; init; }
    public required string IntrospectionEndpoint { get; init; }

    /// <summary><c>Bearer</c>: the services of the gateway ask, with the key that they share.</summary>
    public required IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported { get; init; }
    public required IReadOnlyList<string> ResponseTypesSupported { get; init; }
    public required IReadOnlyList<string> GrantTypesSupported { get; init; }
    public required IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; }
    public required IReadOnlyList<string> TokenEndpointAuthSigningAlgValuesSupported { get; init; }
    public required IReadOnlyList<string> RevocationEndpointAuthMethodsSupported { get; init; }
    public required IReadOnlyList<string> RevocationEndpointAuthSigningAlgValuesSupported { get; init; }

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/oauth-authorization-server", Handle).WithTags("OAuth 2.0").WithName("GetServerMetadata").AllowAnonymous();

    /// <summary>What an OAuth client needs to know of the gateway.</summary>
    internal static Ok<ServerMetadata> Handle(TokenMint mint) => TypedResults.Ok(new ServerMetadata
    {
        Issuer = mint.Issuer,
        TokenEndpoint = $"{mint.Issuer}/oauth2/token",
        RevocationEndpoint = $"{mint.Issuer}/oauth2/revoke",
        IntrospectionEndpoint = $"{mint.Issuer}/oauth2/introspect",
        IntrospectionEndpointAuthMethodsSupported = ["Bearer"],
        ResponseTypesSupported = [],
        GrantTypesSupported = ["client_credentials"],
        TokenEndpointAuthMethodsSupported = ["private_key_jwt"],
        TokenEndpointAuthSigningAlgValuesSupported = ["RS256", "PS256"],
        RevocationEndpointAuthMethodsSupported = ["private_key_jwt"],
        RevocationEndpointAuthSigningAlgValuesSupported = ["RS256", "PS256"],
    });
}
