using FourRunr.Auth.ClientGrants;
using FourRunr.Auth.OAuth;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.SignIn;

/// <summary>
/// Exchanges a refresh token for a token and the next refresh token (RFC 6749 section 6). One that is sent twice is in two hands: all tokens of
/// the grant end.
/// </summary>
internal sealed class RefreshTokenGrant(
    ClientGrantStore grants, ClientTokenIssuer tokens, ClientGrantRevoker revoker, SecurityEventLog events, TokenMint mint, TimeProvider clock)
    : ITokenGrantType
{
    public string Name => "refresh_token";

    public bool NeedsSignIn => true;

    public async Task<Results<Ok<OAuthTokenResponse>, OAuthError>> ExchangeAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        if (form["refresh_token"] is not { } presented || form["client_id"] is not { } clientId)
        {
            return OAuthError.InvalidRequest("refresh_token and client_id are required.");
        }

        if (!ResourceIndicator.TryRead(form["resource"], mint, out var requested))
        {
            return OAuthError.InvalidTarget(ResourceIndicator.Foreign);
        }

        var hash = SecretText.Hash(presented);
        if (await grants.FindAsync(hash, cancellationToken) is not { } state || state.ClientId != clientId)
        {
            return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
        }

        var now = clock.GetUtcNow();
        if (state.UsedAt is not null)
        {
            return await RefuseReuseAsync(state, cancellationToken);
        }

        if (state.IsOver(now))
        {
            return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
        }

        if (state.Resource is not null && requested is not null && state.Resource != requested)
        {
            return OAuthError.InvalidTarget("resource is not the one that was granted.");
        }

        _ = RequestedScope.TryParse(state.Scope, out var granted, out _);
        if (!RequestedScope.TryParse(form["scope"], out var asked, out var problem) || asked?.IsWithin(granted) == false)
        {
            return OAuthError.InvalidScope(problem ?? "scope is more than was granted.");
        }

        var (response, error) = await tokens.IssueAsync(
            state.AgentId, asked ?? granted, state.Resource ?? requested, state.Family, state.GrantExpiresAt,
            (transaction, familyId) => ClientGrantStore.UseAsync(transaction, familyId, hash, now, cancellationToken),
            complete: null, cancellationToken);
        return response is not null ? TypedResults.Ok(response) : error ?? await RefuseReuseAsync(state, cancellationToken);
    }

    private async Task<OAuthError> RefuseReuseAsync(RefreshTokenState state, CancellationToken cancellationToken)
    {
        await revoker.RevokeAsync(state.FamilyId, "a refresh token was sent twice", cancellationToken);
        await events.RefreshTokenReusedAsync(state.AgentId, state.ClientId, cancellationToken);
        return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
    }
}
