using System.Globalization;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;
using FourRunr.Contracts;
using FourRunr.Hosting.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Auth.OAuth;

internal static class RequestToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/token", HandleAsync)
        .Accepts<TokenForm>(OAuthForm.ContentType).WithBodyExample(TokenForm.Example).AllowAnonymous()
        .Refuses(GatewayErrors.ParamsInvalid, GatewayErrors.TokenInvalid, GatewayErrors.AgentSuspended);

    /// <summary>
    /// An agent gets a token with its own key (client_credentials with private_key_jwt, RFC 7523). Form: grant_type,
    /// client_assertion_type, client_assertion, scope (<c>tool</c> or <c>tool:permission</c>, several separated by spaces),
    /// optional ttl_seconds (1 to 86400, default 900).
    /// </summary>
    internal static async Task<Results<Ok<OAuthTokenResponse>, OAuthError>> HandleAsync(
        HttpRequest request, AssertionVerifier assertions, TokenIssuer issuer, SecurityEventLog events, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (form, unreadable) = await OAuthForm.ReadAsync(request, cancellationToken);
        if (form is null)
        {
            return unreadable!;
        }

        if (form["grant_type"] != "client_credentials")
        {
            return OAuthError.UnsupportedGrantType();
        }

        if (!TryReadLife(form["ttl_seconds"], out var life))
        {
            return OAuthError.InvalidRequest($"ttl_seconds must be 1 to {TokenLife.LongestSeconds}.");
        }

        if (!RequestedScope.TryParse(form["scope"], out var scope))
        {
            return OAuthError.InvalidScope("scope must be 1 to 64 items 'tool' or 'tool:permission' (read, write or *), separated by spaces.");
        }

        var (use, refusal) = await assertions.VerifyAsync(form, cancellationToken);
        if (use is null)
        {
            return refusal!;
        }

        var outcome = await issuer.IssueAsync(
            use.AgentId, scope.Tools, scope.Permissions, TokenLife.End(clock.GetUtcNow(), life), use, cancellationToken);
        switch (outcome)
        {
            case IssueOutcome.Issued issued:
                return TypedResults.Ok(new OAuthTokenResponse(
                    issued.Token.Token, issued.Token.TokenType, (long)life.TotalSeconds, scope.Granted, issued.Token.TokenId));
            case IssueOutcome.Replayed:
                await events.AssertionReplayedAsync(use.AgentId, cancellationToken);
                return OAuthError.ReplayedAssertion();
            case IssueOutcome.AgentSuspended:
                return OAuthError.SuspendedClient();
            default:
                return OAuthError.InvalidClient("The client assertion is not valid.");
        }
    }

    private static bool TryReadLife(string? seconds, out TimeSpan life)
    {
        life = TokenLife.StandardForAgents;
        if (seconds is null)
        {
            return true;
        }

        if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given is < 1 or > TokenLife.LongestSeconds)
        {
            return false;
        }

        life = TimeSpan.FromSeconds(given);
        return true;
    }
}
