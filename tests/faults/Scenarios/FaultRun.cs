using FourRunr.Faults.Gateway;
using FourRunr.Faults.Invariants;
using FourRunr.Faults.Load;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>One gateway under load, and one fault after the other.</summary>
/// <param name="isLong">The long form: more load, longer faults, and no patience with times.</param>
internal sealed class FaultRun(FaultyGateway gateway, bool isLong, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan ToolLatency = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan BeforeTheFault = TimeSpan.FromSeconds(1);

    private readonly Operator _operator = new(gateway.Doors[0].Url);
    private readonly Client _client = new([.. gateway.Doors.Select(door => door.Url)], clock);
    private readonly AuditTrail _audit = new([.. gateway.Doors.Select(door => door.Url)], clock);
    private readonly List<ClientCall> _calls = [];
    private readonly HashSet<Violation> _known = [];

    /// <summary>The first calls that processes ever serve are slow; nothing is to be learned from that here.</summary>
    public Task WarmUpAsync() => RunAsync(FaultMatrix.None with { Name = "warm-up" });

    public async Task<ScenarioResult> RunAsync(FaultScenario scenario)
    {
        gateway.Gmail.Latency = gateway.Serpapi.Latency = ToolLatency;
        var from = clock.GetUtcNow();
        var cast = await Cast.MakeAsync(scenario.Name, _operator, clock);
        var toRevoke = await cast.IssueForRevocationAsync(_operator);
        var traffic = new Traffic(scenario.Name, new Caller(_client, cast, clock), isLong ? Rates.Long : Rates.Short, clock);
        // What a fault leaves known must be known before it, at both front doors, however slow the machine is.
        await traffic.IntroduceAsync(CallKind.Read, CallKind.Quota, CallKind.JustRevoked);
        await Pause.ForAsync(BeforeTheFault);
        await cast.RevokeNowAsync(toRevoke, _operator);

        var begun = clock.GetUtcNow();
        await scenario.Begin(gateway);
        await Pause.ForAsync(isLong ? scenario.LongHold : scenario.Hold);
        var ended = clock.GetUtcNow();
        await scenario.End(gateway);
        await Readiness.WaitAsync(gateway.Services, clock);
        var ready = new[] { clock.GetUtcNow() - ended, gateway.TakeSlowestRestart() }.Max();
        await Recovery.WaitAsync(traffic, ended, clock);
        var calls = await traffic.StopAsync();

        _calls.AddRange(calls);
        var drained = await _audit.ReadAsync(from, [.. Answered(calls)]);
        var trail = await _audit.VerifyAsync();
        // Of the whole run: what an earlier fault left behind may show only now.
        var evidence = new Evidence(_calls, _audit.Records, gateway.Gmail.Log, gateway.Serpapi.Log);
        var recovered = Recovery.Of(calls, ended);
        return new ScenarioResult
        {
            Scenario = scenario,
            Lasted = ended - begun,
            Calls = calls,
            Records = calls.Sum(call => evidence.AuditOf(call).Count()),
            Effects = EffectCount.Of(calls, evidence),
            Ready = ready,
            Recovered = recovered,
            Drained = drained,
            VerifiedRows = trail.Rows,
            Violations =
            [
                .. trail.Findings.Select(finding => new Violation(Rules.TrailNotIntact, $"{finding.Kind} {finding.Writer} {finding.Seq}")).Where(_known.Add),
                .. InvariantCheck.Find(evidence, Cast.Quota).Where(_known.Add),
                .. ScenarioCheck.Find(scenario, calls, evidence, ready, recovered, isLong ? 1 : Patience.Of(calls, begun)),
            ],
        };
    }

    public void Dispose()
    {
        _client.Dispose();
        _operator.Dispose();
    }

    private static IEnumerable<string> Answered(IEnumerable<ClientCall> calls) =>
        from call in calls
        where call.Kind.IsToolCall()
        from attempt in call.Attempts
        where attempt.IsAnswered
        select attempt.CorrelationId;
}
