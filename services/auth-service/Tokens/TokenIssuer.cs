using FourRunr.Auth.Agents;
using FourRunr.Auth.Telemetry;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.Tokens;

/// <summary>Makes tokens and registers them in the same step: no token exists that the registry does not know.</summary>
internal sealed class TokenIssuer(
    Database database, AgentStore agents, TokenStore tokens, TokenMint mint, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock)
{
    /// <param name="assertion">What entitles an agent to the token, used up in the same transaction; null when an operator issues.</param>
    public async Task<IssueOutcome> IssueAsync(
        string agentId, IReadOnlyList<string> toolNames, IReadOnlyList<string> permissions, DateTimeOffset expiresAt, AssertionUse? assertion,
        CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(agentId, cancellationToken) is not { } agent)
        {
            return new IssueOutcome.AgentUnknown();
        }

        var grant = Grant(agentId, toolNames, permissions, clock.GetStoredNow(), expiresAt);
        var token = mint.Mint(grant, agent.Role);
        var hash = TokenMint.Hash(token);
        var outcome = await database.WriteAsync<IssueOutcome>(
            async transaction =>
            {
                if (assertion is not null && !await assertion.UseUpAsync(transaction, cancellationToken))
                {
                    return new IssueOutcome.Replayed();
                }

                return await TokenStore.AddAsync(transaction, database.Dialect, grant, hash, line: null, cancellationToken)
                    ? Issued(token, grant)
                    : new IssueOutcome.AgentSuspended();
            },
            cancellationToken);
        return Counted(outcome);
    }

    /// <summary>A new token with the scopes and the length of life of the old one, which ends after a short overlap.</summary>
    public async Task<IssueOutcome> RotateAsync(string oldToken, CancellationToken cancellationToken)
    {
        if (await tokens.FindByHashAsync(TokenMint.Hash(oldToken), cancellationToken) is not { } old
            || await agents.FindAsync(old.AgentId, cancellationToken) is not { } agent)
        {
            return new IssueOutcome.AgentUnknown();
        }

        var now = clock.GetStoredNow();
        var life = TimeSpan.FromSeconds(Math.Floor((old.ExpiresAt - old.IssuedAt).TotalSeconds));
        var grant = Grant(old.AgentId, old.Tools, old.Permissions, now, TokenLife.End(now, life));
        var token = mint.Mint(grant, agent.Role);
        var hash = TokenMint.Hash(token);
        var outcome = await database.WriteAsync<IssueOutcome>(
            async transaction =>
            {
                if (!await TokenStore.EndRotatedAsync(transaction, old.TokenId, now + TokenLife.RotationOverlap, cancellationToken))
                {
                    return new IssueOutcome.AlreadyRotated();
                }

                // Rooted where the old one is: a kill switch that is thrown at this moment hits both.
                return await TokenStore.AddAsync(transaction, database.Dialect, grant, hash, old.Line, cancellationToken)
                    ? Issued(token, grant)
                    : new IssueOutcome.AgentSuspended();
            },
            cancellationToken);
        if (outcome is IssueOutcome.Issued)
        {
            await channel.PublishAsync([InvalidationSubjects.Token(old.TokenId)], CancellationToken.None);
        }

        return Counted(outcome);
    }

    private TokenGrant Grant(
        string agentId, IReadOnlyList<string> toolNames, IReadOnlyList<string> permissions, DateTimeOffset now, DateTimeOffset expiresAt) =>
        new(GatewayId.New(GatewayId.Token, clock), agentId, toolNames, permissions, now, expiresAt);

    private static IssueOutcome.Issued Issued(string token, TokenGrant grant) =>
        new(new TokenIssued(token, grant.TokenId, "Bearer", grant.ExpiresAt), grant.IssuedAt);

    private IssueOutcome Counted(IssueOutcome outcome)
    {
        if (outcome is IssueOutcome.Issued)
        {
            metrics.TokenGenerated();
        }

        return outcome;
    }
}
