namespace FourRunr.Auth.OAuth;

/// <summary><c>GET /.well-known/oauth-authorization-server</c> (RFC 8414 section 2).</summary>
public sealed record ServerMetadata
{
    public required string Issuer { get; init; }
    public required string AuthorizationEndpoint { get; init; }
    public required string TokenEndpoint { get; init; }

    /// <summary>Only where clients may register themselves.</summary>
    public string? RegistrationEndpoint { get; init; }
    public required string RevocationEndpoint { get; init; }
    public required string IntrospectionEndpoint { get; init; }

    /// <summary><c>Bearer</c>: the services of the gateway authenticate with the key that they share.</summary>
    public required IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported { get; init; }
    public required IReadOnlyList<string> ResponseTypesSupported { get; init; }
    public required IReadOnlyList<string> CodeChallengeMethodsSupported { get; init; }

    /// <summary>RFC 9207.</summary>
    public required bool AuthorizationResponseIssParameterSupported { get; init; }

    /// <summary>A client id may be the URL of a document that describes the client.</summary>
    public required bool ClientIdMetadataDocumentSupported { get; init; }
    public required IReadOnlyList<string> GrantTypesSupported { get; init; }
    public required IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; }
    public required IReadOnlyList<string> TokenEndpointAuthSigningAlgValuesSupported { get; init; }
    public required IReadOnlyList<string> RevocationEndpointAuthMethodsSupported { get; init; }
    public required IReadOnlyList<string> RevocationEndpointAuthSigningAlgValuesSupported { get; init; }
}
