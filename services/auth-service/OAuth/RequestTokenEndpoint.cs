using System.Globalization;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

internal static class RequestTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/token", HandleAsync)
        .Accepts<TokenForm>(OAuthForm.ContentType).WithBodyExample(TokenForm.Example).AllowAnonymous()
        .Refuses(GatewayErrors.ParamsInvalid, GatewayErrors.TokenInvalid, GatewayErrors.AgentSuspended);

    /// <summary>
    /// Issues a token to an agent that authenticates with its own key (client_credentials with private_key_jwt, RFC 7523). Form:
    /// grant_type, client_assertion_type, client_assertion, optional scope (<c>tool</c> or <c>tool:permission</c>, several separated by
    /// spaces; default: everything that policies allow), optional ttl_seconds (1 to 86400, default 900). What policies do not allow is not
    /// granted.
    /// </summary>
    internal static async Task<Results<Ok<OAuthTokenResponse>, OAuthError>> HandleAsync(
        HttpRequest request, AssertionVerifier assertions, AllowedScopesClient policies, TokenIssuer issuer, SecurityEventLog events,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var (form, unreadable) = await OAuthForm.ReadAsync(request, cancellationToken);
        if (form is null)
        {
            return unreadable!;
        }

        if (Check(form, out var life, out var requested) is { } wrong)
        {
            return wrong;
        }

        var (assertion, refusal) = await assertions.VerifyAsync(form, cancellationToken);
        if (assertion is null)
        {
            return refusal!;
        }

        var allowed = await policies.ListAsync(assertion, cancellationToken);
        if (GrantedScope.Of(requested, allowed) is not { } scope)
        {
            return OAuthError.InvalidScope(GrantedScope.Explain(requested, allowed));
        }

        var outcome = await issuer.IssueAsync(
            assertion.AgentId, scope.Tools, scope.Permissions, TokenLife.End(clock.GetUtcNow(), life), assertion, cancellationToken);
        switch (outcome)
        {
            case IssueOutcome.Issued issued:
                return TypedResults.Ok(new OAuthTokenResponse(
                    issued.Token.Token, issued.Token.TokenType, (long)life.TotalSeconds, scope.Text, issued.Token.TokenId));
            case IssueOutcome.Replayed:
                await events.AssertionReplayedAsync(assertion.AgentId, cancellationToken);
                return OAuthError.ReplayedAssertion();
            case IssueOutcome.AgentSuspended:
                return OAuthError.SuspendedClient();
            default:
                return OAuthError.InvalidClient("The client assertion is not valid.");
        }
    }

    /// <summary>Checks the parameters that do not depend on the caller.</summary>
    private static OAuthError? Check(OAuthForm form, out TimeSpan life, out RequestedScope? scope)
    {
        scope = null;
        life = default;
        return form["grant_type"] switch
        {
            null => OAuthError.InvalidRequest("'grant_type' is missing; send grant_type=client_credentials."),
            not "client_credentials" => OAuthError.UnsupportedGrantType(),
            _ when !TryReadLife(form["ttl_seconds"], out life) =>
                OAuthError.InvalidRequest($"ttl_seconds must be 1 to {TokenLife.LongestSeconds}."),
            _ when !RequestedScope.TryParse(form["scope"], out scope, out var problem) => OAuthError.InvalidScope(problem),
            _ => null,
        };
    }

    private static bool TryReadLife(string? seconds, out TimeSpan life)
    {
        life = TokenLife.StandardForAgents;
        if (seconds is null)
        {
            return true;
        }

        if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            || given is < 1 or > TokenLife.LongestSeconds)
        {
            return false;
        }

        life = TimeSpan.FromSeconds(given);
        return true;
    }
}
