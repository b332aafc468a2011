using System.Globalization;
using FourRunr.Faults.Invariants;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>What a fault did.</summary>
internal sealed record ScenarioResult
{
    public required FaultScenario Scenario { get; init; }

    /// <summary>How long the fault lasted.</summary>
    public required TimeSpan Lasted { get; init; }

    public required IReadOnlyList<ClientCall> Calls { get; init; }

    public required int Records { get; init; }

    public required EffectCount Effects { get; init; }

    /// <summary>From the end of the fault until every service was ready.</summary>
    public required TimeSpan Ready { get; init; }

    /// <summary>From the end of the fault until the last good call that was not answered well had ended; zero if there was none.</summary>
    public required TimeSpan Recovered { get; init; }

    /// <summary>Until every call that was answered could be read in the audit, after the load.</summary>
    public required TimeSpan Drained { get; init; }

    public required IReadOnlyList<Violation> Violations { get; init; }

    public int Answered => Calls.Sum(call => call.Attempts.Count(attempt => attempt.IsAnswered));

    /// <summary>Of good calls, the probes' are what they should be: <c>2 × dependency_unavailable</c>.</summary>
    public string Refusals => Counted(
        from call in Calls
        where !call.Kind.IsProbe()
        from attempt in call.Attempts
        where !attempt.IsOk && attempt.Code != "quota_exceeded"
        select attempt.Code);

    public string Promises => Violations.Count == 0 ? "kept" : Counted(Violations.Select(violation => violation.Rule));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scenario.Name}: {Lasted.TotalSeconds:F1} s; {Calls.Count} calls, {Answered} answers, {Records} records; refused: {Refusals}; "
        + $"mails {Effects}; ready {Ready.TotalSeconds:F1} s, recovered {Recovered.TotalSeconds:F1} s, "
        + $"audit drained {Drained.TotalSeconds:F1} s; promises: {Promises}");

    private static string Counted(IEnumerable<string> words)
    {
        var counts = words.GroupBy(word => word).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} × {group.Key}");
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "none";
    }
}
