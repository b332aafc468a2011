using FourRunr.Auth.Telemetry;
using FourRunr.Invalidation;

namespace FourRunr.Auth.Revocations;

/// <summary>Revokes all tokens of an agent, a role or everyone with one row, however many tokens there are.</summary>
internal sealed partial class KillSwitch(
    RevocationStore store, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock, ILogger<KillSwitch> log)
{
    /// <param name="suspend">Whether the agents are suspended too, so that they get no new tokens.</param>
    public async Task<KillSwitchResponse> ThrowAsync(
        RevocationScope scope, string reason, bool suspend, Actor actor, CancellationToken cancellationToken)
    {
        var mark = await store.AddAsync(
            GatewayId.New(GatewayId.Revocation, clock), scope, clock.GetStoredNow(), reason, suspend, actor, cancellationToken);
        metrics.Revoked(scope.Name);
        Log.Thrown(log, scope.Name, scope.Subject, mark.SuspendedAgents ?? 0);
        // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
        await channel.PublishAsync([scope.Invalidates], CancellationToken.None);
        return mark;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Kill switch: all tokens of {Scope} {Subject} were revoked, {Suspended} agents were suspended.")]
        public static partial void Thrown(ILogger logger, string scope, string subject, long suspended);
    }
}
