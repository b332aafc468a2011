namespace FourRunr.Auth.Revocations;

/// <summary>The table of kill marks.</summary>
internal sealed class RevocationStore(Database database, ChangeOutbox changes)
{
    private const string Columns = "revocation_id, scope, subject, revoked_before, reason, suspended_agents";
    private const string Response = "revocation_id, scope, NULLIF(subject, '') AS subject, revoked_before, reason, suspended_agents";

    /// <param name="suspend">Whether the agents are suspended in the same transaction.</param>
    public Task<KillSwitchResponse> AddAsync(
        string revocationId, RevocationScope scope, DateTimeOffset now, string reason, bool suspend, Actor actor, CancellationToken cancellationToken)
    {
        const string suspendAgents = """
            UPDATE agents SET status = 'suspended'
            WHERE status = 'active'
              AND (@Name = 'all' OR (@Name = 'agent' AND agent_id = @Subject) OR (@Name = 'role' AND role = @Subject))
            """;
        // The mark is never earlier than an existing token, even if the clock of the replica that issued the token is ahead.
        const string addMark = $"""
            INSERT INTO revocations ({Columns})
            SELECT @revocationId, @Name, @Subject,
                   CASE WHEN latest.rooted_at > @now THEN latest.rooted_at ELSE @now END, @reason, @suspended
            FROM (SELECT MAX(rooted_at) AS rooted_at FROM tokens) AS latest
            RETURNING {Response}
            """;
        return database.WriteAsync(
            async transaction =>
            {
                // Before the mark, so that the mark covers every token that an agent got before it was suspended.
                long? suspended = suspend ? await transaction.ExecuteAsync(suspendAgents, scope, cancellationToken) : null;
                var mark = new { revocationId, scope.Name, scope.Subject, now, reason, suspended };
                var thrown = await transaction.QuerySingleAsync<KillSwitchResponse>(addMark, mark, cancellationToken);
                await changes.AddAsync(transaction, actor, Record(thrown), cancellationToken);
                return thrown;
            },
            cancellationToken);
    }

    private static Change Record(KillSwitchResponse thrown)
    {
        var subject = new ChangeSubject(
            ChangeSubjects.KillSwitch,
            thrown.RevocationId,
            thrown.Subject is { } name ? $"{thrown.Scope} {name}" : thrown.Scope,
            ParentId: thrown.Scope == "agent" ? thrown.Subject : null);
        return new Change(ChangeActions.KillSwitchThrown, subject, Detail: Change.Details(
            ("reason", thrown.Reason), ("suspended_agents", thrown.SuspendedAgents?.ToString(CultureInfo.InvariantCulture))));
    }

    public Task<Page<KillSwitchResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken) =>
        database.ListAsync<KillSwitchResponse>("revocations", Response, "revocation_id", row => row.RevocationId, page, cancellationToken);
}
