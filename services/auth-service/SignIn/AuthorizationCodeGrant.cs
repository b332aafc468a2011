using FourRunr.Auth.ClientGrants;
using FourRunr.Auth.OAuth;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.SignIn;

/// <summary>
/// Exchanges a code (RFC 6749 section 4.1.3, RFC 7636). A code is good once, for 60 s, and only with the client, redirect URI and verifier that
/// it was asked for with. A code that is sent twice was read by somebody: all that came of it ends.
/// </summary>
internal sealed class AuthorizationCodeGrant(
    AuthorizationStore authorizations, ClientTokenIssuer tokens, ClientGrantRevoker revoker, SecurityEventLog events, TokenMint mint,
    TimeProvider clock) : ITokenGrantType
{
    public string Name => "authorization_code";

    public bool NeedsSignIn => true;

    public async Task<Results<Ok<OAuthTokenResponse>, OAuthError>> ExchangeAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        if (form["code"] is not { } code || form["client_id"] is not { } clientId || form["redirect_uri"] is not { } redirectUri
            || form["code_verifier"] is not { } verifier)
        {
            return OAuthError.InvalidRequest("code, client_id, redirect_uri and code_verifier are required.");
        }

        if (!ResourceIndicator.TryRead(form["resource"], mint, out var requested))
        {
            return OAuthError.InvalidTarget(ResourceIndicator.Foreign);
        }

        var hash = SecretText.Hash(code);
        if (await authorizations.FindByCodeAsync(hash, cancellationToken) is not { AgentId: { } agentId } consent)
        {
            return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
        }

        if (consent.UsedAt is not null)
        {
            return await RefuseReplayAsync(hash, cancellationToken);
        }

        var now = clock.GetUtcNow();
        if (consent.ClientId != clientId || consent.RedirectUri != redirectUri || !Pkce.IsVerified(consent.CodeChallenge, verifier))
        {
            await authorizations.BurnAsync(hash, now, cancellationToken);
            return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
        }

        if (consent.ExpiresAt <= now)
        {
            return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
        }

        ResourceIndicator.TryRead(consent.Resource, mint, out var granted);
        if (granted is not null && requested is not null && granted != requested)
        {
            return OAuthError.InvalidTarget("resource is not the one that was granted.");
        }

        _ = RequestedScope.TryParse(consent.Scope, out var scope, out _);
        var audience = granted ?? requested;
        var (response, error) = await tokens.IssueAsync(
            agentId, scope, audience, family: null, now + ClientGrantStore.GrantLife,
            (transaction, familyId) => AuthorizationStore.UseAsync(transaction, hash, familyId, now, cancellationToken),
            (transaction, familyId) => ClientGrantStore.AddAsync(
                transaction, familyId, consent.ClientId, consent.OperatorId, consent.Scope, audience, now, cancellationToken),
            cancellationToken);
        return response is not null ? TypedResults.Ok(response) : error ?? await RefuseReplayAsync(hash, cancellationToken);
    }

    /// <summary>Read again, because the other request has just ended: now the family of its tokens is known.</summary>
    private async Task<OAuthError> RefuseReplayAsync(byte[] hash, CancellationToken cancellationToken)
    {
        if (await authorizations.FindByCodeAsync(hash, cancellationToken) is { FamilyId: { } familyId } used)
        {
            await revoker.RevokeAsync(familyId, "its authorization code was sent twice", cancellationToken);
            await events.AuthorizationCodeReplayedAsync(used.AgentId!, used.ClientId, cancellationToken);
        }

        return OAuthError.InvalidGrant(ClientTokenIssuer.Over);
    }
}
