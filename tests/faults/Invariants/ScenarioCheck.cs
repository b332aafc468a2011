using FourRunr.Contracts;
using FourRunr.Faults.Logs;
using FourRunr.Faults.Scenarios;

namespace FourRunr.Faults.Invariants;

/// <summary>What one fault does not excuse: other answers than it explains, refusals that come late, a recovery that takes long.</summary>
internal static class ScenarioCheck
{
    /// <summary>On top of every time limit, for the way of the answer and a machine that has other things to do.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    /// <summary>Of a call that never reached its tool.</summary>
    private static readonly TimeSpan BreakerAnswersWithin = TimeSpan.FromMilliseconds(200);

    /// <summary>Operators' requests are passed on and may take as long as the service behind needs.</summary>
    private static readonly TimeSpan ForwardedWithin = TimeSpan.FromSeconds(30);

    /// <param name="patience">How many times as long everything may take; 1 where figures count.</param>
    public static IEnumerable<Violation> Find(
        FaultScenario scenario, IReadOnlyList<ClientCall> calls, Evidence evidence, TimeSpan ready, TimeSpan recovered, int patience = 1)
    {
        foreach (var call in calls)
        {
            foreach (var attempt in call.Attempts)
            {
                if (attempt.Reason == ClientAttempt.AuditAway)
                {
                    yield return new Violation(Rules.RefusedForAudit, attempt.CorrelationId);
                }
                else if (!call.Kind.IsProbe() && !IsExplained(scenario, call, attempt))
                {
                    yield return new Violation(Rules.UnexpectedAnswer, $"{attempt.CorrelationId} got {attempt.Status} {attempt.Reason}");
                }

                if (LatestRefusal(scenario, call, attempt, evidence) is { } bound && attempt.Duration > patience * (bound + Margin))
                {
                    yield return new Violation(Rules.Slow, $"{attempt.CorrelationId} got {attempt.Reason} after {attempt.Duration.TotalMilliseconds:F0} ms");
                }
            }
        }

        foreach (var time in (TimeSpan[])[ready, recovered])
        {
            if (time > patience * scenario.RecoversWithin)
            {
                yield return new Violation(Rules.NotRecovered, $"{time.TotalSeconds:F1} s");
            }
        }
    }

    private static bool IsExplained(FaultScenario scenario, ClientCall call, ClientAttempt attempt) =>
        attempt.IsOk
        // Nobody listened there; somebody else was asked.
        || (attempt.Code == ClientAttempt.Refused && attempt != call.Last)
        || (call.Kind == CallKind.Quota && attempt.Code == GatewayErrors.QuotaExceeded.Code)
        || (scenario.Excused.TryGetValue(call.Kind, out var codes) && codes.Contains(attempt.Code));

    private static TimeSpan? LatestRefusal(FaultScenario scenario, ClientCall call, ClientAttempt attempt, Evidence evidence)
    {
        if (attempt.Code == GatewayErrors.DependencyUnavailable.Code)
        {
            return scenario.RefusesWithin is null || call.Kind.IsToolCall() ? scenario.RefusesWithin : ForwardedWithin;
        }

        return attempt.Code == GatewayErrors.BreakerOpen.Code && evidence.AuditByCorrelationId[attempt.CorrelationId].All(record => record.Attempts == 0)
            ? BreakerAnswersWithin
            : null;
    }
}
