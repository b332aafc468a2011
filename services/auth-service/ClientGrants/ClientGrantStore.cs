using System.Data.Common;

namespace FourRunr.Auth.ClientGrants;

/// <summary>The tables of what clients were granted, and of their refresh tokens.</summary>
internal sealed class ClientGrantStore(Database database)
{
    /// <summary>How long a client can renew its tokens after a consent.</summary>
    public static readonly TimeSpan GrantLife = TimeSpan.FromDays(90);

    /// <summary>How long a refresh token that is not used stays good.</summary>
    public static readonly TimeSpan RefreshTokenLife = TimeSpan.FromDays(30);

    /// <summary>Stores a grant with its first token, which is stored already. Part of the caller's transaction.</summary>
    public static Task AddAsync(
        DbTransaction transaction, string familyId, string clientId, string operatorId, string? scope, string? audience, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO client_grants (family_id, client_id, agent_id, operator_id, scope, resource, rooted_at, expires_at)
            SELECT token.family_id, @clientId, token.agent_id, @operatorId, @scope, @audience, token.rooted_at, @expiresAt
            FROM tokens AS token WHERE token.token_id = @familyId
            """;
        var row = new { familyId, clientId, operatorId, scope, audience, expiresAt = now + GrantLife };
        return transaction.ExecuteAsync(sql, row, cancellationToken);
    }

    /// <summary>Part of the caller's transaction.</summary>
    public static Task AddRefreshTokenAsync(
        DbTransaction transaction, string familyId, byte[] tokenHash, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string sql = "INSERT INTO refresh_tokens (token_hash, family_id, expires_at) VALUES (@tokenHash, @familyId, @expiresAt)";
        return transaction.ExecuteAsync(sql, new { tokenHash, familyId, expiresAt }, cancellationToken);
    }

    public Task<RefreshTokenState?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT refresh.used_at, refresh.expires_at, given.family_id, given.client_id, given.agent_id, given.scope, given.resource,
                   given.rooted_at, given.expires_at AS grant_expires_at, given.revoked_at,
                   (SELECT MAX(mark.revoked_before) FROM revocations AS mark
                    WHERE mark.scope = 'all'
                       OR (mark.scope = 'agent' AND mark.subject = given.agent_id)
                       OR (mark.scope = 'role' AND mark.subject = agent.role)) AS revoked_before
            FROM refresh_tokens AS refresh
            JOIN client_grants AS given ON given.family_id = refresh.family_id
            LEFT JOIN agents AS agent ON agent.agent_id = given.agent_id
            WHERE refresh.token_hash = @tokenHash
            """;
        return database.QuerySingleOrDefaultAsync<RefreshTokenState>(sql, new { tokenHash }, cancellationToken);
    }

    /// <summary>The grant that gave this access or refresh token to the client; null for any other token.</summary>
    public Task<string?> FindFamilyAsync(string clientId, byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT given.family_id FROM client_grants AS given
            WHERE given.client_id = @clientId AND given.family_id IN (
                SELECT family_id FROM refresh_tokens WHERE token_hash = @tokenHash
                UNION ALL SELECT family_id FROM tokens WHERE token_hash = @tokenHash)
            """;
        return database.QuerySingleOrDefaultAsync<string>(sql, new { clientId, tokenHash }, cancellationToken);
    }

    /// <summary>Uses a refresh token up. Part of the caller's transaction.</summary>
    /// <returns>False when it was used, or the grant revoked, before.</returns>
    public static async Task<bool> UseAsync(
        DbTransaction transaction, string familyId, byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Locks the grant first: a revocation waits for this transaction, and then finds the token that it adds.
        const string grant = "UPDATE client_grants SET expires_at = expires_at WHERE family_id = @familyId AND revoked_at IS NULL";
        const string token = "UPDATE refresh_tokens SET used_at = @now WHERE token_hash = @tokenHash AND used_at IS NULL";
        return await transaction.ExecuteAsync(grant, new { familyId }, cancellationToken) == 1
            && await transaction.ExecuteAsync(token, new { tokenHash, now }, cancellationToken) == 1;
    }

    /// <summary>Revokes a grant and all tokens that came of it.</summary>
    /// <returns>The ids of the tokens that this ended.</returns>
    public Task<IReadOnlyList<string>> RevokeAsync(string familyId, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string grant = "UPDATE client_grants SET revoked_at = COALESCE(revoked_at, @now) WHERE family_id = @familyId";
        const string tokens = """
            UPDATE tokens SET revoked_reason = @reason, revoked_at = @now
            WHERE family_id = @familyId AND (revoked_at IS NULL OR revoked_at > @now)
            RETURNING token_id
            """;
        return database.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(grant, new { familyId, now }, cancellationToken);
                return await transaction.QueryAsync<string>(tokens, new { familyId, reason, now }, cancellationToken);
            },
            cancellationToken);
    }
}
