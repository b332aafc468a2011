using System.Data.Common;
using FourRunr.Auth.Agents;
using FourRunr.Auth.ClientGrants;
using FourRunr.Auth.OAuth;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.SignIn;

/// <summary>
/// Issues tokens to clients that an operator has signed in: ordinary tokens of the agent, and a refresh token with each, which is good once.
/// </summary>
internal sealed class ClientTokenIssuer(AgentStore agents, AllowedScopesClient policies, TokenIssuer issuer, TimeProvider clock)
{
    public const string Over = "The code or refresh token is not valid, was used, or has ended. Sign in again.";

    /// <param name="family">The family that the token joins; null for the first token of a grant.</param>
    /// <param name="use">Uses up what the client sent, in the transaction of the token with this id; false when it was used before.</param>
    /// <param name="grantExpiresAt">No refresh token lives longer.</param>
    /// <param name="complete">Runs when the token is stored, in the same transaction.</param>
    /// <returns>The response, or the refusal; neither when what the client sent was used before.</returns>
    public async Task<(OAuthTokenResponse? Response, OAuthError? Error)> IssueAsync(
        string agentId, RequestedScope? requested, string? audience, TokenFamily? family, DateTimeOffset grantExpiresAt,
        Func<DbTransaction, string, Task<bool>> use, Func<DbTransaction, string, Task>? complete, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(agentId, cancellationToken) is not { } agent)
        {
            return (null, OAuthError.InvalidGrant(Over));
        }

        if (agent.Status == AgentStatus.Suspended)
        {
            return (null, OAuthError.InvalidGrant("The agent is suspended."));
        }

        var allowed = ResourceIndicator.Narrow(await policies.ListAsync(agentId, agent.Role, agent.Tags, cancellationToken), audience);
        if (GrantedScope.Of(requested, allowed) is not { } scope)
        {
            return (null, OAuthError.InvalidScope(GrantedScope.Explain(requested, allowed)));
        }

        var now = clock.GetUtcNow();
        var refreshToken = SecretText.Create(SecretText.RefreshToken);
        var refreshEnd = now + ClientGrantStore.RefreshTokenLife < grantExpiresAt ? now + ClientGrantStore.RefreshTokenLife : grantExpiresAt;
        var grant = issuer.New(agentId, scope.Tools, scope.Permissions, TokenLife.End(now, TokenLife.Standard), audience);
        var familyId = family?.FamilyId ?? grant.TokenId;
        var outcome = await issuer.RegisterAsync(
            grant,
            family,
            async transaction => await use(transaction, familyId) ? null : new IssueOutcome.Replayed(),
            cancellationToken,
            async transaction =>
            {
                await (complete?.Invoke(transaction, familyId) ?? Task.CompletedTask);
                await ClientGrantStore.AddRefreshTokenAsync(transaction, familyId, SecretText.Hash(refreshToken), refreshEnd, cancellationToken);
            });
        return outcome switch
        {
            IssueOutcome.Issued { Token: var token } => (
                new OAuthTokenResponse(token.Token, token.TokenType, (long)TokenLife.Standard.TotalSeconds, scope.Text, token.TokenId, refreshToken), null),
            IssueOutcome.Replayed => (null, null),
            _ => (null, OAuthError.InvalidGrant(Over)),
        };
    }
}
