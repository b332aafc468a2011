using System.Data.Common;

namespace FourRunr.Auth.Agents;

/// <summary>The table of agents. A change is put on record in its transaction.</summary>
internal sealed class AgentStore(Database database, ChangeOutbox changes)
{
    // An agent without tags is shown without the field.
    private const string Tags = "NULLIF(tags, '[]') AS tags";
    private const string Columns = $"agent_id, name, role, {Tags}, status, created_by, created_at, key_thumbprint";

    public Task AddAsync(AgentResponse agent, byte[] publicKey, Actor actor, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO agents (agent_id, name, role, tags, status, created_by, created_at, public_key, key_thumbprint)
            VALUES (@AgentId, @Name, @Role, @Tags, @Status, @CreatedBy, @CreatedAt, @publicKey, @KeyThumbprint)
            """;
        var row = new
        {
            agent.AgentId,
            agent.Name,
            agent.Role,
            Tags = agent.Tags ?? [],
            Status = agent.Status.ToWire(),
            agent.CreatedBy,
            agent.CreatedAt,
            agent.KeyThumbprint,
            publicKey,
        };
        return database.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(sql, row, cancellationToken);
                await changes.AddAsync(transaction, actor, AgentChange.Created(agent), cancellationToken);
                return agent;
            },
            cancellationToken);
    }

    public Task<AgentResponse?> FindAsync(string agentId, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM agents WHERE agent_id = @agentId";
        return database.QuerySingleOrDefaultAsync<AgentResponse>(sql, new { agentId }, cancellationToken);
    }

    /// <summary>What is needed to believe an agent that signs.</summary>
    public Task<AgentSigner?> FindSignerAsync(string agentId, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT role, {Tags}, status, public_key FROM agents WHERE agent_id = @agentId";
        return database.QuerySingleOrDefaultAsync<AgentSigner>(sql, new { agentId }, cancellationToken);
    }

    public Task<Page<AgentResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken) =>
        database.ListAsync<AgentResponse>("agents", Columns, "agent_id", row => row.AgentId, page, cancellationToken);

    /// <summary>Active agents, newest first.</summary>
    public Task<IReadOnlyList<AgentResponse>> ListActiveAsync(int most, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM agents WHERE status = 'active' ORDER BY agent_id DESC LIMIT @most";
        return database.QueryAsync<AgentResponse>(sql, new { most }, cancellationToken);
    }

    /// <summary>
    /// Changes what is not null. With a new role, the kill marks of the old role are copied to the agent, so that its revoked tokens stay
    /// revoked.
    /// </summary>
    public Task<AgentResponse?> UpdateAsync(
        string agentId,
        AgentStatus? status,
        string? role,
        IReadOnlyList<string>? tags,
        string copiedMarkId,
        Actor actor,
        CancellationToken cancellationToken)
    {
        const string copyMark = """
            INSERT INTO revocations (revocation_id, scope, subject, revoked_before, reason)
            SELECT @copiedMarkId, 'agent', agent.agent_id, MAX(mark.revoked_before), 'carried over from role ' || agent.role
            FROM agents AS agent
            JOIN revocations AS mark ON mark.scope = 'role' AND mark.subject = agent.role
            WHERE agent.agent_id = @agentId AND agent.role <> @role
            GROUP BY agent.agent_id, agent.role
            """;
        const string update = $"""
            UPDATE agents SET status = COALESCE(@status, status), role = COALESCE(@role, role), tags = COALESCE(@tags, tags)
            WHERE agent_id = @agentId
            RETURNING {Columns}
            """;
        var change = new { agentId, status = status?.ToWire(), role, tags, copiedMarkId };
        return database.WriteAsync(
            async transaction =>
            {
                if (await LockAsync(transaction, agentId, cancellationToken) is not { } before)
                {
                    return null;
                }

                if (role is not null)
                {
                    await transaction.ExecuteAsync(copyMark, change, cancellationToken);
                }

                var after = await transaction.QuerySingleAsync<AgentResponse>(update, change, cancellationToken);
                if (AgentChange.Between(before, after) is { } made)
                {
                    await changes.AddAsync(transaction, actor, made, cancellationToken);
                }

                return after;
            },
            cancellationToken);
    }

    public Task<AgentResponse?> ReplaceKeyAsync(string agentId, AgentKey key, Actor actor, CancellationToken cancellationToken)
    {
        const string sql = $"""
            UPDATE agents SET public_key = @PublicKey, key_thumbprint = @Thumbprint
            WHERE agent_id = @agentId
            RETURNING {Columns}
            """;
        return database.WriteAsync(
            async transaction =>
            {
                if (await LockAsync(transaction, agentId, cancellationToken) is not { } before)
                {
                    return null;
                }

                await changes.AddAsync(transaction, actor, AgentChange.KeyRotated(before, key.Thumbprint), cancellationToken);
                return await transaction.QuerySingleOrDefaultAsync<AgentResponse>(
                    sql, new { agentId, key.PublicKey, key.Thumbprint }, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Deletes the agent and revokes its tokens.</summary>
    /// <returns>False when there is no such agent.</returns>
    public Task<bool> DeleteAsync(string agentId, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        const string delete = $"DELETE FROM agents WHERE agent_id = @agentId RETURNING {Columns}";
        const string revoke = """
            UPDATE tokens SET revoked_at = @now, revoked_reason = 'agent deleted'
            WHERE agent_id = @agentId AND expires_at > @now AND (revoked_at IS NULL OR revoked_at > @now)
            """;
        return database.WriteAsync(
            async transaction =>
            {
                var known = await transaction.QuerySingleOrDefaultAsync<AgentResponse>(delete, new { agentId }, cancellationToken);
                await transaction.ExecuteAsync(revoke, new { agentId, now }, cancellationToken);
                if (known is not null)
                {
                    await changes.AddAsync(transaction, actor, AgentChange.Deleted(known), cancellationToken);
                }

                return known is not null;
            },
            cancellationToken);
    }

    /// <summary>Reads an agent as it is before a change, and keeps it so until the transaction ends.</summary>
    private static Task<AgentResponse?> LockAsync(DbTransaction transaction, string agentId, CancellationToken cancellationToken)
    {
        const string sql = $"UPDATE agents SET status = status WHERE agent_id = @agentId RETURNING {Columns}";
        return transaction.QuerySingleOrDefaultAsync<AgentResponse>(sql, new { agentId }, cancellationToken);
    }
}

/// <param name="PublicKey">RSA, as SubjectPublicKeyInfo (DER).</param>
internal sealed record AgentSigner(string Role, IReadOnlyList<string>? Tags, AgentStatus Status, byte[] PublicKey);
