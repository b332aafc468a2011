using System.Data.Common;
using FourRunr.Auth.Agents;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.Telemetry;
using FourRunr.Invalidation;

namespace FourRunr.Auth.Tokens;

/// <summary>Creates tokens and stores them in the same step: no token exists that is not in the registry.</summary>
internal sealed class TokenIssuer(
    Database database, AgentStore agents, TokenStore tokens, TokenMint mint, ChangeOutbox changes, IInvalidationChannel channel, AuthMetrics metrics,
    TimeProvider clock)
{
    /// <param name="audience">The URL of the only endpoint that is to accept the token; null for all.</param>
    public Task<IssueOutcome> IssueAsync(
        string agentId, IReadOnlyList<string> toolNames, IReadOnlyList<string> permissions, DateTimeOffset expiresAt,
        TokenRequester requester, CancellationToken cancellationToken, string? audience = null)
    {
        var grant = New(agentId, toolNames, permissions, expiresAt, audience);
        return RegisterAsync(grant, family: null, RefuseReplayAsync, cancellationToken, RecordAsync);

        async Task<IssueOutcome?> RefuseReplayAsync(DbTransaction transaction) =>
            requester is not TokenRequester.Agent agent || await AssertionStore.TryUseAsync(transaction, agent.Assertion, cancellationToken)
                ? null
                : new IssueOutcome.Replayed();

        Task RecordAsync(DbTransaction transaction) => requester is TokenRequester.Operator { Actor: var actor }
            ? changes.AddAsync(transaction, actor, Issued(grant), cancellationToken)
            : Task.CompletedTask;
    }

    private static Change Issued(TokenGrant grant) => new(
        ChangeActions.TokenIssued,
        new ChangeSubject(ChangeSubjects.Token, grant.TokenId, ParentId: grant.AgentId),
        Detail: Change.Details(
            ("tools", string.Join(' ', grant.Tools)),
            ("permissions", string.Join(' ', grant.Permissions)),
            ("expires_at", Change.Moment(grant.ExpiresAt))));

    /// <summary>A token that is not issued yet.</summary>
    public TokenGrant New(
        string agentId, IReadOnlyList<string> toolNames, IReadOnlyList<string> permissions, DateTimeOffset expiresAt, string? audience) =>
        new(GatewayId.New(GatewayId.Token, clock), agentId, toolNames, permissions, clock.GetStoredNow(), expiresAt, audience);

    /// <summary>Issues a token like the old one, which ends after <see cref="TokenLife.RotationOverlap"/>.</summary>
    public async Task<IssueOutcome> RotateAsync(string oldToken, CancellationToken cancellationToken)
    {
        if (await tokens.FindByHashAsync(SecretText.Hash(oldToken), cancellationToken) is not { } old)
        {
            return new IssueOutcome.AgentUnknown();
        }

        var now = clock.GetStoredNow();
        var life = TimeSpan.FromSeconds(Math.Floor((old.ExpiresAt - old.IssuedAt).TotalSeconds));
        var grant = new TokenGrant(
            GatewayId.New(GatewayId.Token, clock), old.AgentId, old.Tools, old.Permissions, now, TokenLife.End(now, life), old.Audience);
        // In the family of the old token, so that a kill switch at this moment revokes both.
        var outcome = await RegisterAsync(grant, old.Family, EndOldAsync, cancellationToken);
        if (outcome is IssueOutcome.Issued)
        {
            await channel.PublishAsync([InvalidationSubjects.Token(old.TokenId)], CancellationToken.None);
        }

        return outcome;

        async Task<IssueOutcome?> EndOldAsync(DbTransaction transaction) =>
            await TokenStore.EndRotatedAsync(transaction, old.TokenId, now + TokenLife.RotationOverlap, cancellationToken)
                ? null
                : new IssueOutcome.AlreadyRotated();
    }

    /// <param name="family">The family that the token joins; null starts a new one.</param>
    /// <param name="refuse">Runs first in the transaction; returns the refusal, or null to go on.</param>
    /// <param name="complete">Runs last in the transaction, when the token is stored.</param>
    public async Task<IssueOutcome> RegisterAsync(
        TokenGrant grant, TokenFamily? family, Func<DbTransaction, Task<IssueOutcome?>> refuse, CancellationToken cancellationToken,
        Func<DbTransaction, Task>? complete = null)
    {
        if (await agents.FindAsync(grant.AgentId, cancellationToken) is not { } agent)
        {
            return new IssueOutcome.AgentUnknown();
        }

        var token = mint.Mint(grant, agent.Role);
        var hash = SecretText.Hash(token);
        var outcome = await database.WriteAsync<IssueOutcome>(
            async transaction =>
            {
                if (await refuse(transaction) is { } refusal)
                {
                    return refusal;
                }

                if (!await TokenStore.AddAsync(transaction, database.Dialect, grant, hash, family, cancellationToken))
                {
                    return new IssueOutcome.AgentSuspended();
                }

                await (complete?.Invoke(transaction) ?? Task.CompletedTask);
                return new IssueOutcome.Issued(new TokenIssued(token, grant.TokenId, "Bearer", grant.ExpiresAt));
            },
            cancellationToken);
        if (outcome is IssueOutcome.Issued)
        {
            metrics.TokenGenerated();
        }

        return outcome;
    }
}
