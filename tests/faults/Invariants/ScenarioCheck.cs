using FourRunr.Contracts;
using FourRunr.Faults.Logs;
using FourRunr.Faults.Scenarios;

namespace FourRunr.Faults.Invariants;

/// <summary>What one fault does not excuse: other answers than it explains, refusals that come late, a recovery that takes long.</summary>
internal static class ScenarioCheck
{
    /// <summary>On top of every time limit, for the way of the answer and a machine that has other things to do.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<string, TimeSpan> LatestRefusal = new()
    {
        [GatewayErrors.DependencyUnavailable.Code] = TimeSpan.FromSeconds(1),
        [GatewayErrors.BreakerOpen.Code] = TimeSpan.FromMilliseconds(200),
    };

    public static IEnumerable<Violation> Find(FaultScenario scenario, IReadOnlyList<ClientCall> calls, TimeSpan ready, TimeSpan recovered)
    {
        foreach (var call in calls)
        {
            foreach (var attempt in call.Attempts)
            {
                if (!call.Kind.IsProbe() && !IsExplained(scenario, call, attempt))
                {
                    yield return new Violation(Rules.UnexpectedAnswer, $"{attempt.CorrelationId} got {attempt.Status} {attempt.Code} {attempt.Detail}");
                }

                if (!scenario.FreezesADoor && LatestRefusal.TryGetValue(attempt.Code, out var bound) && attempt.Duration > bound + Margin)
                {
                    yield return new Violation(Rules.Slow, $"{attempt.CorrelationId} got {attempt.Code} after {attempt.Duration.TotalMilliseconds:F0} ms");
                }
            }
        }

        foreach (var time in (TimeSpan[])[ready, recovered])
        {
            if (time > scenario.RecoversWithin)
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
}
