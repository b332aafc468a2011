using System.Security.Cryptography;
using FourRunr.Auth.OpenIdConnect;
using FourRunr.Auth.Operators;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Telemetry;
using FourRunr.Auth.Tokens;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.Introspection;

/// <summary>Looks up who holds a credential: the bootstrap key, an operator key, an access token of the OpenID provider or an agent token.</summary>
internal sealed class LocalIntrospector(
    GatewaySecrets secrets, OperatorStore operators, TokenVerifier verifier, TokenStore tokens, SecurityEventLog events,
    AuthMetrics metrics, TimeProvider clock, OidcOperators? oidc = null) : IBearerIntrospector
{
    /// <summary>Operator id of the key in <c>GATEWAY_ADMIN_KEY</c>.</summary>
    public const string BootstrapOperator = "bootstrap";

    private const string TokenType = "Bearer";

    public async ValueTask<IntrospectionResponse> IntrospectAsync(ReadOnlyMemory<char> presented, CancellationToken cancellationToken)
    {
        var token = presented.ToString();
        if (secrets.IsAdminKey(token))
        {
            return Operator(BootstrapOperator, BootstrapOperator, OperatorRole.Admin);
        }

        if (oidc is not null && OidcOperators.MayBe(token))
        {
            return await oidc.IntrospectAsync(token, cancellationToken);
        }

        return token.StartsWith(SecretText.OperatorKey, StringComparison.Ordinal)
            ? await IntrospectOperatorAsync(token, cancellationToken)
            : Counted(await IntrospectTokenAsync(token, cancellationToken));
    }

    private async Task<IntrospectionResponse> IntrospectOperatorAsync(string key, CancellationToken cancellationToken) =>
        await operators.FindByKeyHashAsync(SecretText.Hash(key), cancellationToken) switch
        {
            null => IntrospectionResponse.Inactive(GatewayErrors.TokenInvalid),
            { RevokedAt: not null } => IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked),
            { } found => Operator(found.OperatorId, found.Name, found.Role),
        };

    private async Task<IntrospectionResponse> IntrospectTokenAsync(string token, CancellationToken cancellationToken)
    {
        var (claims, refusal) = await verifier.VerifyAsync(token, cancellationToken);
        if (claims is null)
        {
            return IntrospectionResponse.Inactive(refusal!);
        }

        var state = await tokens.FindStateAsync(claims.Jti, cancellationToken);
        if (state is null || state.AgentId != claims.Sub
            || !CryptographicOperations.FixedTimeEquals(state.TokenHash, SecretText.Hash(token)))
        {
            await events.ProvenanceMismatchAsync(
                claims.Jti,
                state is null
                    ? $"A correctly signed token for {claims.Sub} is not in the registry (kid {claims.Kid})."
                    : $"A correctly signed token for {claims.Sub} differs from the one in the registry (kid {claims.Kid}).",
                cancellationToken);
            return IntrospectionResponse.Inactive(GatewayErrors.TokenInvalid);
        }

        return state.Refusal(clock.GetUtcNow()) is { } reason ? IntrospectionResponse.Inactive(reason) : Agent(claims.Jti, state);
    }

    private static IntrospectionResponse Operator(string id, string name, OperatorRole role) => new()
    {
        Active = true,
        Kind = PrincipalKind.Operator,
        Sub = id,
        Name = name,
        Role = role.ToWire(),
        TokenType = TokenType,
    };

    private static IntrospectionResponse Agent(string tokenId, TokenState state) => new()
    {
        Active = true,
        Kind = PrincipalKind.Agent,
        Sub = state.AgentId,
        Name = state.AgentName,
        Role = state.AgentRole,
        Tags = state.AgentTags is { Count: > 0 } tags ? tags : null,
        Tools = state.Tools,
        Permissions = state.Permissions,
        Iat = state.IssuedAt.ToUnixTimeSeconds(),
        Exp = (state.RevokedAt is { } end && end < state.ExpiresAt ? end : state.ExpiresAt).ToUnixTimeSeconds(),
        Jti = tokenId,
        Aud = state.Audience,
        TokenType = TokenType,
    };

    private IntrospectionResponse Counted(IntrospectionResponse answer)
    {
        metrics.TokenValidated(answer.Code ?? "active");
        if (answer.Code == GatewayErrors.TokenExpired.Code)
        {
            metrics.TokenExpired();
        }

        return answer;
    }
}
