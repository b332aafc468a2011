using FourRunr.Faults.Invariants;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Spending;

/// <summary>What a fault did to money.</summary>
internal sealed record ModelResult
{
    public required ModelScenario Scenario { get; init; }

    /// <summary>How long the fault lasted.</summary>
    public required TimeSpan Lasted { get; init; }

    public required IReadOnlyList<ModelEvidence> Agents { get; init; }

    public required IReadOnlyList<Violation> Violations { get; init; }

    public IEnumerable<ModelCall> Calls => Agents.SelectMany(agent => agent.Calls);

    public string Answers => Counted(Calls.Select(call => call.Code));

    /// <summary>Of every agent: spent and held = on record, of which unfinished; what the provider charges; the limit.</summary>
    public string Money => string.Join("; ", Agents.Select(agent => string.Create(
        CultureInfo.InvariantCulture,
        $"{agent.Account.Spent} + {agent.Account.Held} = {agent.Recorded} ({agent.Unfinished} unfinished) ≥ {agent.Billed}, limit {agent.Limit}")));

    /// <summary>At which moment of their calls front doors died.</summary>
    public string Moments => Counted(
        from agent in Agents
        from call in agent.Calls
        where call.Code == ClientAttempt.Broken && call.Kind is not (ModelKind.Cut or ModelKind.Failing)
        select Moment(call, agent));

    /// <summary>Calls that lasted longer than their holds, and so were settled late.</summary>
    public int Late => Calls.Count(call => call.Duration > ModelMatrix.HoldTime);

    public string Promises => Violations.Count == 0 ? "kept" : Counted(Violations.Select(violation => violation.Rule));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scenario.Name}: {Lasted.TotalSeconds:F1} s; {Calls.Count()} calls: {Answers}; broken off: {Moments}; settled late: {Late}; micro-dollars: {Money}; promises: {Promises}");

    private static string Moment(ModelCall call, ModelEvidence agent)
    {
        var bill = agent.BillByMarker[call.Marker].FirstOrDefault();
        return agent.RecordsByMarker[call.Marker].FirstOrDefault() switch
        {
            null => "before the announcement",
            var record when !ModelEvidence.IsUnfinished(record) => "after settling",
            _ when bill is null => "before the provider was asked",
            _ when bill.IsComplete => "before settling",
            _ when call.Events == 0 => "before the first byte",
            _ => "in mid-stream",
        };
    }

    private static string Counted(IEnumerable<string> words)
    {
        var counts = words.GroupBy(word => word).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} × {group.Key}");
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "none";
    }
}
