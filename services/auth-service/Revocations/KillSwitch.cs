using FourRunr.Auth.Telemetry;
using FourRunr.Contracts;
using FourRunr.Hosting.Paging;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.Revocations;

/// <summary>Kills every token of an agent, a role or everyone with one mark, however many tokens there are; suspends the agents if asked to.</summary>
internal sealed partial class KillSwitch(
    Database database, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock, ILogger<KillSwitch> log)
{
    private const string Columns = "revocation_id, scope, subject, revoked_before, reason, suspended_agents";

    /// <param name="suspend">Whether the agents are suspended too, so that they get no new tokens.</param>
    public async Task<KillSwitchResponse> ThrowAsync(KillScope scope, string reason, bool suspend, CancellationToken cancellationToken)
    {
        const string suspendAgents = """
            UPDATE agents SET status = 'suspended'
            WHERE status = 'active'
              AND (@Scope = 'all' OR (@Scope = 'agent' AND agent_id = @Subject) OR (@Scope = 'role' AND role = @Subject))
            """;
        // The mark is never earlier than a token that exists, even if the clock of the replica that issued it is ahead of ours.
        const string addMark = $"""
            INSERT INTO revocations ({Columns})
            SELECT @Id, @Scope, @Subject, CASE WHEN latest.rooted_at > @Now THEN latest.rooted_at ELSE @Now END, @Reason, @suspended
            FROM (SELECT MAX(rooted_at) AS rooted_at FROM tokens) AS latest
            RETURNING {Columns}
            """;
        var row = await database.WriteAsync(
            async transaction =>
            {
                var subject = new { Scope = scope.Name, scope.Subject };
                // First, so that the mark hits every token that an agent got before it was suspended.
                long? suspended = suspend
                    ? await transaction.ExecuteAsync(suspendAgents, subject, cancellationToken)
                    : null;
                var mark = new
                {
                    Id = GatewayId.New(GatewayId.Revocation, clock),
                    subject.Scope,
                    subject.Subject,
                    Now = clock.GetStoredNow(),
                    Reason = reason,
                    suspended,
                };
                return await transaction.QuerySingleAsync<RevocationRow>(addMark, mark, cancellationToken);
            },
            cancellationToken);
        metrics.Revoked(scope.Name);
        Log.Thrown(log, scope.Name, scope.Subject, row.SuspendedAgents ?? 0);
        // Stored is stored: a caller that hangs up now must not keep the news from the caches.
        await channel.PublishAsync([scope.Invalidates], CancellationToken.None);
        return row.ToResponse();
    }

    public async Task<Page<KillSwitchResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM revocations
            WHERE @Cursor IS NULL OR revocation_id < @Cursor
            ORDER BY revocation_id DESC
            LIMIT @SizeToRead
            """;
        var rows = await database.QueryAsync<RevocationRow>(sql, page, cancellationToken);
        return page.Page(rows, row => row.ToResponse(), row => row.RevocationId);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Kill switch: every token of {Scope} {Subject} is dead, {Suspended} agents were suspended.")]
        public static partial void Thrown(ILogger logger, string scope, string subject, long suspended);
    }
}
