using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

/// <summary>A token for an agent that authenticates with its own key (client_credentials with private_key_jwt, RFC 7523).</summary>
internal sealed class ClientCredentialsGrant(
    AssertionVerifier assertions, AllowedScopesClient policies, TokenIssuer issuer, TokenMint mint, SecurityEventLog events, TimeProvider clock)
    : ITokenGrantType
{
    public string Name => "client_credentials";

    public async Task<Results<Ok<OAuthTokenResponse>, OAuthError>> ExchangeAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        if (Check(form, out var life, out var requested, out var audience) is { } wrong)
        {
            return wrong;
        }

        var (assertion, refusal) = await assertions.VerifyAsync(form, cancellationToken);
        if (assertion is null)
        {
            return refusal!;
        }

        var allowed = ResourceIndicator.Narrow(
            await policies.ListAsync(assertion.AgentId, assertion.Role, assertion.Tags, cancellationToken), audience);
        if (GrantedScope.Of(requested, allowed) is not { } scope)
        {
            return OAuthError.InvalidScope(GrantedScope.Explain(requested, allowed));
        }

        var outcome = await issuer.IssueAsync(
            assertion.AgentId, scope.Tools, scope.Permissions, TokenLife.End(clock.GetUtcNow(), life), new TokenRequester.Agent(assertion), cancellationToken, audience);
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
    private OAuthError? Check(OAuthForm form, out TimeSpan life, out RequestedScope? scope, out string? audience)
    {
        (scope, audience) = (null, null);
        return !TryReadLife(form["ttl_seconds"], out life) ? OAuthError.InvalidRequest($"ttl_seconds must be 1 to {TokenLife.LongestSeconds}.")
            : !RequestedScope.TryParse(form["scope"], out scope, out var problem) ? OAuthError.InvalidScope(problem)
            : !ResourceIndicator.TryRead(form["resource"], mint, out audience) ? OAuthError.InvalidTarget(ResourceIndicator.Foreign)
            : null;
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
