using System.Data.Common;

namespace FourRunr.Auth.Tokens;

/// <summary>The token registry: the table of all tokens that were issued.</summary>
internal sealed class TokenStore(Database database, ChangeOutbox changes)
{
    private const string Columns =
        "token_id, agent_id, tools, permissions, issued_at, expires_at, rooted_at, family_id, revoked_at, revoked_reason, audience";

    /// <summary>Stores a token of an active agent. Part of the caller's transaction.</summary>
    /// <param name="family">The family of a rotated token; null starts a new family.</param>
    /// <returns>False when there is no active agent.</returns>
    public static async Task<bool> AddAsync(
        DbTransaction transaction, SqlDialect dialect, TokenGrant grant, byte[] tokenHash, TokenFamily? family,
        CancellationToken cancellationToken)
    {
        // A new family is rooted after every existing kill mark, even one of the same millisecond or from a replica whose clock is ahead.
        // The row lock keeps the agent active until the token is stored, so that a suspension finds every token.
        var sql = $"""
            INSERT INTO tokens (token_id, agent_id, token_hash, tools, permissions, issued_at, expires_at, family_id, audience, rooted_at)
            SELECT @TokenId, agent.agent_id, @tokenHash, @Tools, @Permissions, @IssuedAt, @ExpiresAt, @familyId, @Audience, COALESCE(
                @rootedAt,
                (SELECT MAX(mark.revoked_before) + 1 FROM revocations AS mark
                 WHERE mark.revoked_before >= @IssuedAt
                   AND (mark.scope = 'all'
                        OR (mark.scope = 'agent' AND mark.subject = agent.agent_id)
                        OR (mark.scope = 'role' AND mark.subject = agent.role))),
                @IssuedAt)
            FROM agents AS agent
            WHERE agent.agent_id = @AgentId AND agent.status = 'active'
            {dialect.ShareRowsOf("agent")}
            """;
        var row = new
        {
            grant.TokenId,
            grant.AgentId,
            tokenHash,
            grant.Tools,
            grant.Permissions,
            grant.IssuedAt,
            grant.ExpiresAt,
            grant.Audience,
            familyId = family?.FamilyId ?? grant.TokenId,
            rootedAt = family?.RootedAt.ToUnixTimeMilliseconds(),
        };
        return await transaction.ExecuteAsync(sql, row, cancellationToken) == 1;
    }

    /// <summary>Ends a token that was rotated. Part of the caller's transaction.</summary>
    /// <returns>False when it was rotated or revoked before.</returns>
    public static async Task<bool> EndRotatedAsync(
        DbTransaction transaction, string tokenId, DateTimeOffset end, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE tokens SET revoked_at = @end, revoked_reason = 'rotated'
            WHERE token_id = @tokenId AND revoked_at IS NULL
            """;
        return await transaction.ExecuteAsync(sql, new { tokenId, end }, cancellationToken) == 1;
    }

    public Task<TokenState?> FindStateAsync(string tokenId, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT token.token_hash, token.agent_id, token.tools, token.permissions, token.issued_at, token.expires_at,
                   token.rooted_at, token.revoked_at, token.audience,
                   agent.name AS agent_name, agent.role AS agent_role, agent.tags AS agent_tags, agent.status AS agent_status,
                   (SELECT MAX(mark.revoked_before) FROM revocations AS mark
                    WHERE mark.scope = 'all'
                       OR (mark.scope = 'agent' AND mark.subject = token.agent_id)
                       OR (mark.scope = 'role' AND mark.subject = agent.role)) AS revoked_before
            FROM tokens AS token
            LEFT JOIN agents AS agent ON agent.agent_id = token.agent_id
            WHERE token.token_id = @tokenId
            """;
        return database.QuerySingleOrDefaultAsync<TokenState>(sql, new { tokenId }, cancellationToken);
    }

    public Task<TokenRow?> FindByHashAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM tokens WHERE token_hash = @tokenHash";
        return database.QuerySingleOrDefaultAsync<TokenRow>(sql, new { tokenHash }, cancellationToken);
    }

    public async Task<Page<TokenResponse>> ListAsync(string agentId, PageQuery page, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM tokens
            WHERE agent_id = @agentId AND (@Cursor IS NULL OR token_id < @Cursor)
            ORDER BY token_id DESC
            LIMIT @SizeToRead
            """;
        var rows = await database.QueryAsync<TokenResponse>(sql, new { agentId, page.Cursor, page.SizeToRead }, cancellationToken);
        return page.Page(rows, row => row, row => row.TokenId);
    }

    /// <summary>
    /// Revokes a token and the rest of its family now, and what a client was granted of it. A token that was revoked before keeps its time and reason. Null when there is no
    /// such token.
    /// </summary>
    /// <param name="actor">The operator whose change is put on record; null when the holder of the token revokes it.</param>
    public Task<RevokedFamily?> RevokeFamilyAsync(string tokenId, DateTimeOffset now, string? reason, Actor? actor, CancellationToken cancellationToken)
    {
        const string one = $"""
            UPDATE tokens
            SET revoked_reason = CASE WHEN revoked_at <= @now THEN revoked_reason ELSE @reason END,
                revoked_at = CASE WHEN revoked_at <= @now THEN revoked_at ELSE @now END
            WHERE token_id = @tokenId
            RETURNING {Columns}
            """;
        const string others = """
            UPDATE tokens
            SET revoked_reason = 'revoked with ' || @tokenId, revoked_at = @now
            WHERE family_id = (SELECT one.family_id FROM tokens AS one WHERE one.token_id = @tokenId)
              AND (revoked_at IS NULL OR revoked_at > @now)
            RETURNING token_id
            """;
        // Otherwise the client would get the next token of the family with its refresh token.
        const string grant = """
            UPDATE client_grants SET revoked_at = @now
            WHERE family_id = (SELECT one.family_id FROM tokens AS one WHERE one.token_id = @tokenId) AND revoked_at IS NULL
            """;
        return database.WriteAsync(
            async transaction =>
            {
                var token = await transaction.QuerySingleOrDefaultAsync<TokenResponse>(
                    one, new { tokenId, now, reason }, cancellationToken);
                if (token is null)
                {
                    return null;
                }

                await transaction.ExecuteAsync(grant, new { tokenId, now }, cancellationToken);

                // The update waits for a rotation that is under way. The token that it added is only visible to the next update.
                List<string> ended = [tokenId];
                int found;
                do
                {
                    var more = await transaction.QueryAsync<string>(others, new { tokenId, now }, cancellationToken);
                    found = ended.Count;
                    ended.AddRange(more);
                }
                while (ended.Count > found);

                if (actor is not null && (token.RevokedAt == now || ended.Count > 1))
                {
                    await changes.AddAsync(transaction, actor, Record(token, ended.Count, reason), cancellationToken);
                }

                return new RevokedFamily(token, ended);
            },
            cancellationToken);
    }

    private static Change Record(TokenResponse token, int count, string? reason) => new(
        ChangeActions.TokenRevoked,
        new ChangeSubject(ChangeSubjects.Token, token.TokenId, ParentId: token.AgentId),
        Detail: Change.Details(("reason", reason), ("tokens", count.ToString(CultureInfo.InvariantCulture))));

    /// <param name="Token">The token of the request.</param>
    /// <param name="TokenIds">This token, and all that were revoked with it.</param>
    public sealed record RevokedFamily(TokenResponse Token, IReadOnlyList<string> TokenIds);
}
