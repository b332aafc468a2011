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

    /// <summary>From the end of the fault until every service was ready; of many kills the slowest.</summary>
    public required TimeSpan Ready { get; init; }

    /// <summary>From the end of the fault until the last good call that was not answered well had ended; zero if there was none.</summary>
    public required TimeSpan Recovered { get; init; }

    /// <summary>Until every call that was answered could be read in the audit, after the load.</summary>
    public required TimeSpan Drained { get; init; }

    /// <summary>Rows of the trail so far, all of which were verified.</summary>
    public required long VerifiedRows { get; init; }

    public required IReadOnlyList<Violation> Violations { get; init; }

    public int Answers => Calls.Sum(call => call.Attempts.Count(attempt => attempt.IsAnswered));

    /// <summary>Answers of tool calls: as many records there must be, and one for each call without an answer that came in all the same.</summary>
    public int AnswersOfTools => Calls.Where(call => call.Kind.IsToolCall()).Sum(call => call.Attempts.Count(attempt => attempt.IsAnswered));

    public int Broken(string rule) => Violations.Count(violation => violation.Rule == rule);

    /// <summary>Of good calls; those of the probes are what is wanted of them.</summary>
    public string Refusals => Counted(
        from call in Calls
        where !call.Kind.IsProbe()
        from attempt in call.Attempts
        where !attempt.IsOk && attempt.Code != "quota_exceeded"
        select attempt.Reason);

    public string Promises => Violations.Count == 0 ? "kept" : Counted(Violations.Select(violation => violation.Rule));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scenario.Name}: {Lasted.TotalSeconds:F1} s; {Calls.Count} calls, {AnswersOfTools} answered tool calls, {Records} records; refused: {Refusals}; "
        + $"mails {Effects}; ready {Ready.TotalSeconds:F1} s, recovered {Recovered.TotalSeconds:F1} s, "
        + $"audit drained {Drained.TotalSeconds:F1} s; promises: {Promises}");

    private static string Counted(IEnumerable<string> words)
    {
        var counts = words.GroupBy(word => word).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} × {group.Key}");
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "none";
    }
}
