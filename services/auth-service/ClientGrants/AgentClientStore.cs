namespace FourRunr.Auth.ClientGrants;

/// <summary>The grants of an agent by the clients that they were made to.</summary>
internal sealed class AgentClientStore(Database database, ChangeOutbox changes)
{
    /// <summary>Clients with a grant that is in force, those with the newest first.</summary>
    public async Task<Page<AgentClientResponse>> ListAsync(string agentId, PageQuery page, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT newest.client_id, newest.family_id, newest.rooted_at, newest.operator_id, client.consents, client.expires_at
            FROM (
                SELECT COUNT(*) AS consents, MAX(given.family_id) AS family_id, MAX(given.expires_at) AS expires_at
                FROM client_grants AS given
                JOIN agents AS agent ON agent.agent_id = given.agent_id
                WHERE given.agent_id = @agentId AND given.revoked_at IS NULL AND given.expires_at > @now
                  AND NOT EXISTS (
                    SELECT 1 FROM revocations AS mark
                    WHERE mark.revoked_before >= given.rooted_at
                      AND (mark.scope = 'all'
                           OR (mark.scope = 'agent' AND mark.subject = given.agent_id)
                           OR (mark.scope = 'role' AND mark.subject = agent.role)))
                GROUP BY given.client_id) AS client
            JOIN client_grants AS newest ON newest.family_id = client.family_id
            WHERE @Cursor IS NULL OR client.family_id < @Cursor
            ORDER BY client.family_id DESC
            LIMIT @SizeToRead
            """;
        var rows = await database.QueryAsync<AgentClientRow>(sql, new { agentId, now, page.Cursor, page.SizeToRead }, cancellationToken);
        return page.Page(rows, row => row.ToResponse(), row => row.FamilyId);
    }

    /// <summary>Ends all grants of an agent to a client, their tokens, and codes that the client has not exchanged yet.</summary>
    /// <returns>The ids of the tokens that this ended; null when there was nothing to end.</returns>
    public Task<IReadOnlyList<string>?> EndAsync(
        string agentId, string clientId, string reason, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        // An exchange that is under way holds its code: the next statement waits for it and then finds its grant.
        const string codes = """
            UPDATE authorizations SET used_at = @now
            WHERE agent_id = @agentId AND client_id = @clientId AND used_at IS NULL AND expires_at > @now
            """;
        const string grants = """
            UPDATE client_grants SET revoked_at = @now
            WHERE agent_id = @agentId AND client_id = @clientId AND revoked_at IS NULL
            """;
        const string tokens = """
            UPDATE tokens SET revoked_reason = @reason, revoked_at = @now
            WHERE (revoked_at IS NULL OR revoked_at > @now)
              AND family_id IN (SELECT family_id FROM client_grants WHERE agent_id = @agentId AND client_id = @clientId)
            RETURNING token_id
            """;
        return database.WriteAsync<IReadOnlyList<string>?>(
            async transaction =>
            {
                var row = new { agentId, clientId, now, reason };
                var found = await transaction.ExecuteAsync(codes, row, cancellationToken) + await transaction.ExecuteAsync(grants, row, cancellationToken);
                if (found == 0)
                {
                    return null;
                }

                // The update waits for a rotation that is under way. The token that it added is only visible to the next update.
                List<string> ended = [];
                int before;
                do
                {
                    before = ended.Count;
                    ended.AddRange(await transaction.QueryAsync<string>(tokens, row, cancellationToken));
                }
                while (ended.Count > before);

                var subject = new ChangeSubject(ChangeSubjects.Client, clientId, ParentId: agentId);
                var detail = Change.Details(("tokens", ended.Count.ToString(CultureInfo.InvariantCulture)));
                await changes.AddAsync(transaction, actor, new Change(ChangeActions.ClientRemoved, subject, Detail: detail), cancellationToken);
                return ended;
            },
            cancellationToken);
    }
}
