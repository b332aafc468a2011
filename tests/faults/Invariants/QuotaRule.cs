using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Invariants;

/// <summary>No more calls of an agent reach the tool than its quota allows.</summary>
internal static class QuotaRule
{
    /// <param name="quota">Of every agent that has one; there is one in each scenario.</param>
    public static IEnumerable<Violation> Find(Evidence evidence, long quota) =>
        from calls in evidence.Calls.Where(call => call.Kind == CallKind.Quota).GroupBy(ScenarioOf)
        let used = calls.Count(call => evidence.SearchesByMarker.Contains(call.Marker))
        where used > quota
        select new Violation(Rules.QuotaPassed, $"{calls.Key}: {used} of {quota}");

    private static string ScenarioOf(ClientCall call) => call.Marker[..call.Marker.IndexOf('.', StringComparison.Ordinal)];
}
