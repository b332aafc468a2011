using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FourRunr.Auth.OpenIdConnect;

/// <summary>
/// Operators who have an access token of the configured OpenID provider (RFC 9068): signature by a key of its metadata, issuer, audience, type
/// and times are checked, and a claim says the role. An ID token has another type and audience and is refused.
/// </summary>
internal sealed class OidcOperators
{
    /// <summary>Before the id of such an operator; 32 hex digits of a hash of issuer and subject follow.</summary>
    public const string IdPrefix = "oidc_";

    private const string Dependency = "OpenID provider";

    /// <summary>Clocks may differ by this much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>What a provider may sign with: never a shared secret, never nothing.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OidcOptions _options;
    private readonly IReadOnlyList<string> _admins, _approvers, _auditors;
    private readonly BaseConfigurationManager _metadata;
    private readonly TimeProvider _clock;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public OidcOperators(OidcOptions options, BaseConfigurationManager metadata, TimeProvider clock) =>
        (_options, _admins, _approvers, _auditors, _metadata, _clock) =
        (options, OidcOptions.Values(options.AdminValues), OidcOptions.Values(options.ApproverValues), OidcOptions.Values(options.AuditorValues), metadata, clock);

    /// <summary>Whether the token can only be the provider's: the gateway's own have another algorithm.</summary>
    public static bool MayBe(string token)
    {
        try
        {
            return Algorithms.Contains(new JsonWebToken(token).Alg);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <exception cref="DependencyUnavailableException">The provider's keys are not known and cannot be fetched.</exception>
    public async Task<IntrospectionResponse> IntrospectAsync(string token, CancellationToken cancellationToken)
    {
        await RequireMetadataAsync(cancellationToken);
        var rules = new TokenValidationParameters
        {
            ConfigurationManager = _metadata,
            ValidIssuer = _options.Issuer,
            ValidAudience = _options.Audience,
            ValidTypes = [_options.TokenType, $"application/{_options.TokenType}"],
            ValidAlgorithms = Algorithms,
            ClockSkew = Skew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        };
        var result = await _handler.ValidateTokenAsync(token, rules);
        if (result is { IsValid: true, SecurityToken: JsonWebToken valid })
        {
            return ToOperator(valid);
        }

        return IntrospectionResponse.Inactive(
            result.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException ? GatewayErrors.TokenExpired : GatewayErrors.TokenInvalid);
    }

    /// <summary>Without the provider's keys a good token would look like a forged one. Once known, they stay known.</summary>
    private async Task RequireMetadataAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _metadata.GetBaseConfigurationAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new DependencyUnavailableException(Dependency, exception);
        }
    }

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        // The tolerance is added to now: a token may hold the first moment there is.
        return expires is { } end && now - Skew < end && (notBefore is not { } start || start <= now + Skew);
    }

    private IntrospectionResponse ToOperator(JsonWebToken token)
    {
        var held = token.Claims.Where(claim => claim.Type == _options.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        OperatorRole? role = _admins.Any(held.Contains) ? OperatorRole.Admin
            : _approvers.Any(held.Contains) ? OperatorRole.Approver
            : _auditors.Any(held.Contains) ? OperatorRole.Auditor
            : null;
        return role is null || token.Subject is not { Length: > 0 }
            ? IntrospectionResponse.Inactive(GatewayErrors.TokenInvalid)
            : new IntrospectionResponse
            {
                Active = true,
                Kind = PrincipalKind.Operator,
                Sub = IdOf(token),
                Name = NameOf(token),
                Role = role.Value.ToWire(),
                Exp = new DateTimeOffset(token.ValidTo, TimeSpan.Zero).ToUnixTimeSeconds(),
                TokenType = "Bearer",
            };
    }

    private static string IdOf(JsonWebToken token) =>
        IdPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Issuer}\n{token.Subject}")))[..32];

    /// <summary>What people know them by.</summary>
    private static string NameOf(JsonWebToken token) =>
        ((string[])[JwtRegisteredClaimNames.PreferredUsername, JwtRegisteredClaimNames.Email, JwtRegisteredClaimNames.Name])
            .Select(name => token.TryGetValue<string>(name, out var value) ? value : null)
            .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? token.Subject;
}
