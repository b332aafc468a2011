using Dapper;
using FourRunr.Auth.Telemetry;
using FourRunr.Contracts;
using FourRunr.Hosting.Paging;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.Revocations;

/// <summary>Kills every token of an agent, a role or everyone with one mark, however many tokens there are.</summary>
internal sealed partial class KillSwitch(
    Database database, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock, ILogger<KillSwitch> log)
{
    private const string Columns = "revocation_id, scope, subject, revoked_before, reason";

    public async Task<KillSwitchResponse> ThrowAsync(KillScope scope, string reason, CancellationToken cancellationToken)
    {
        // The mark is never earlier than a token that exists, even if the clock of the replica that issued it is ahead of ours.
        const string sql = $"""
            INSERT INTO revocations ({Columns})
            SELECT @Id, @Scope, @Subject, CASE WHEN latest.rooted_at > @Now THEN latest.rooted_at ELSE @Now END, @Reason
            FROM (SELECT MAX(rooted_at) AS rooted_at FROM tokens) AS latest
            RETURNING {Columns}
            """;
        var mark = new
        {
            Id = GatewayId.New(GatewayId.Revocation, clock),
            Scope = scope.Name,
            scope.Subject,
            Now = clock.GetStoredNow(),
            Reason = reason,
        };
        var row = await database.WriteAsync(
            transaction => transaction.Connection!.QuerySingleAsync<RevocationRow>(
                new CommandDefinition(sql, mark, transaction, cancellationToken: cancellationToken)),
            cancellationToken);
        metrics.Revoked(scope.Name);
        Log.Thrown(log, scope.Name, scope.Subject);
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
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<RevocationRow>(new CommandDefinition(sql, page, cancellationToken: cancellationToken)),
            cancellationToken);
        return page.Page(rows.AsList(), row => row.ToResponse(), row => row.RevocationId);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Kill switch: every token of {Scope} {Subject} is dead.")]
        public static partial void Thrown(ILogger logger, string scope, string subject);
    }
}
