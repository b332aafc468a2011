using FourRunr.Contracts;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>Which answers a fault explains.</summary>
internal static class Excuses
{
    private static readonly CallKind[] Good = [.. Enum.GetValues<CallKind>().Where(kind => !kind.IsProbe())];

    public static readonly IReadOnlyDictionary<CallKind, string[]> None = new Dictionary<CallKind, string[]>();

    /// <summary>A service that is asked about calls is away.</summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> ServiceAway = Of(Good, GatewayErrors.DependencyUnavailable);

    /// <summary>Postgres is away: what must be read or written there, and effects once their decision is older than 5 s.</summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> PostgresAway =
        Of([CallKind.FirstUse, CallKind.Send, CallKind.KeyedSend, CallKind.Issue], GatewayErrors.DependencyUnavailable);

    /// <summary>Redis is away: quotas keep to the share, and for a moment nobody knows it.</summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> RedisAway = Of([CallKind.Quota], GatewayErrors.DependencyUnavailable);

    /// <summary>A front door dies: its calls end without an answer, and under a key nobody knows how far they came.</summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> DoorDies = new Dictionary<CallKind, string[]>
    {
        [CallKind.Read] = [ClientAttempt.Broken],
        [CallKind.FirstUse] = [ClientAttempt.Broken],
        [CallKind.Quota] = [ClientAttempt.Broken],
        [CallKind.Send] = [ClientAttempt.Broken],
        [CallKind.Issue] = [ClientAttempt.Broken],
        [CallKind.KeyedSend] = [ClientAttempt.Broken, GatewayErrors.IdempotencyInFlight.Code, GatewayErrors.OutcomeUnknown.Code],
    };

    /// <summary>The search hangs, fails or cannot be reached.</summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> SearchFails =
        Of([CallKind.Read, CallKind.FirstUse, CallKind.Quota], GatewayErrors.UpstreamTimeout, GatewayErrors.UpstreamFailed, GatewayErrors.BreakerOpen, GatewayErrors.ToolBusy);

    /// <summary>
    /// A front door is frozen: when it goes on, what it knew is too old, its time limits for searches have passed, and all calls that
    /// piled up meanwhile want a tool's room at once.
    /// </summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> DoorFrozen = ServiceAway
        .And(Of([CallKind.Read, CallKind.FirstUse, CallKind.Quota], GatewayErrors.UpstreamTimeout))
        .And(Of(Good, GatewayErrors.ToolBusy));

    /// <summary>Mail is taken and answered 500.</summary>
    public static readonly IReadOnlyDictionary<CallKind, string[]> MailFails = Of(
        [CallKind.Send, CallKind.KeyedSend], GatewayErrors.UpstreamFailed, GatewayErrors.BreakerOpen, GatewayErrors.OutcomeUnknown);

    public static IReadOnlyDictionary<CallKind, string[]> And(
        this IReadOnlyDictionary<CallKind, string[]> some, IReadOnlyDictionary<CallKind, string[]> others) =>
        some.Concat(others).GroupBy(excuse => excuse.Key).ToDictionary(
            excuses => excuses.Key, excuses => excuses.SelectMany(excuse => excuse.Value).Distinct().ToArray());

    private static Dictionary<CallKind, string[]> Of(CallKind[] kinds, params ErrorKind[] errors) =>
        kinds.ToDictionary(kind => kind, _ => errors.Select(error => error.Code).ToArray());
}
