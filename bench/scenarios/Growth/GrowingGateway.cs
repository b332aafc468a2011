using FourRunr.Bench.Scenarios.Saturation;
using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>
/// Two gateways of a kind on one machine. One stays as it was at the start, the other grows step by step; after every step both are
/// measured in turns, so that the machine's mood meets both.
/// </summary>
/// <param name="kind">For the report.</param>
internal sealed class GrowingGateway(string kind, Gateway start, Gateway grown, GrowthPlan plan, RoundRunner runner, Client http)
{
    private readonly CallTokens _startTokens = new(start, http);
    private readonly CallTokens _grownTokens = new(grown, http);
    private readonly MemoryWatch _memory = new(grown);
    private readonly List<Comparison> _comparisons = [];
    private readonly List<(long Calls, double PerSecond, double P99)> _segments = [];

    public string Kind => kind;

    public IReadOnlyList<Comparison> Comparisons => _comparisons;

    public IReadOnlyList<MemorySample> Memory => _memory.Samples;

    /// <summary>Of the many calls: how many had been made, and how fast the next were.</summary>
    public IReadOnlyList<(long Calls, double PerSecond, double P99)> Segments => _segments;

    public async Task RunAsync()
    {
        await start.StartAsync();
        await grown.StartAsync();
        await _startTokens.MakeAsync();
        await _grownTokens.MakeAsync();
        await WarmUpAsync();
        await CompareAsync("at the start", _grownTokens.Allowed, isTarget: false);

        await GrowAsync(() => Fill.AgentsAsync(grown, plan.Agents));
        await CompareAsync(Texts.Line($"{plan.Agents:N0} agents"), _grownTokens.Allowed);
        await CompareAsync(Texts.Line($"{plan.Agents:N0} agents, {plan.ActiveAgents:N0} calling"), await TokensOfManyAsync(), isTarget: false);

        await GrowAsync(() => AuditFill.RunAsync(grown, plan.Rows, plan.Agents));
        if (await grown.Audit.CountAsync() is var rows && rows < plan.Rows)
        {
            runner.Add(Texts.Line($"{kind}: there are only {rows} audit rows"));
        }

        await CompareAsync(Texts.Line($"and {plan.Rows:N0} audit rows"), _grownTokens.Allowed);

        await CallAsync();
        await CompareAsync(Texts.Line($"and after {plan.Calls:N0} calls"), _grownTokens.Allowed);
    }

    /// <summary>Both are started anew, so that neither has run longer.</summary>
    private async Task GrowAsync(Func<Task> fill)
    {
        await start.StopAsync();
        await grown.StopAsync();
        await fill();
        await grown.TidyAsync();
        await start.StartAsync();
        await grown.StartAsync();
        await WarmUpAsync();
    }

    private async Task WarmUpAsync()
    {
        await new WrkLoad(start.Url, "unique", _startTokens.Allowed, plan.Load.Connections, plan.Load.WarmUp).RunAsync();
        await new WrkLoad(grown.Url, "unique", _grownTokens.Allowed, plan.Load.Connections, plan.Load.WarmUp).RunAsync();
    }

    private async Task CompareAsync(string stage, string grownTokens, bool isTarget = true)
    {
        var (before, after) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < plan.Load.Rounds; round++)
        {
            // There and back, so that neither is always the second.
            (List<Round> Rounds, Gateway Gateway, string Tokens)[] turns = [(before, start, _startTokens.Allowed), (after, grown, grownTokens)];
            foreach (var (rounds, gateway, tokens) in round % 2 == 0 ? turns : turns.Reverse())
            {
                rounds.Add(await runner.RunAsync(new CallCase(gateway, CallCase.CachedToken, "unique", () => Task.FromResult(tokens), "ok")));
            }
        }

        var comparison = new Comparison(kind, stage, Round.MedianOf(before), Round.MedianOf(after), isTarget);
        _comparisons.Add(comparison);
        Console.WriteLine(Texts.Line(
            $"  {kind}, {stage}: {comparison.Start.PerSecond:F0} → {comparison.Grown.PerSecond:F0}/s ({comparison.Share:F2}), p99 {comparison.Start.P99:F1} → {comparison.Grown.P99:F1} ms"));
    }

    private async Task CallAsync()
    {
        using var stop = new CancellationTokenSource();
        var watching = _memory.RunAsync(stop.Token);
        for (var calls = 0L; calls < plan.Calls;)
        {
            var sent = await new WrkLoad(grown.Url, "unique", _grownTokens.Allowed, plan.Load.Connections, plan.Segment).RunAsync();
            if (sent.Refused > 0 || sent.Broken > 0 || sent.Requests == 0)
            {
                runner.Add(Texts.Line($"{kind}, many calls: {sent.Refused} refused and {sent.Broken} broken of {sent.Requests}"));
            }

            _segments.Add((calls, sent.PerSecond, sent.P99));
            calls += Math.Max(1, sent.Requests);
        }

        await stop.CancelAsync();
        await watching;
    }

    /// <summary>A token of each of many agents, who have the policy of their role.</summary>
    private async Task<string> TokensOfManyAsync()
    {
        var tokens = new string[plan.ActiveAgents];
        await Parallel.ForAsync(0, tokens.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            tokens[i] = (await new BenchAgent(Fill.AgentId(i + 1), null!).IssueTokenAsync(http, grown.Url)).Token);
        var file = Path.Combine(BenchRun.Work, $"tokens-{grown.Name.Replace(' ', '-')}-many");
        await File.WriteAllLinesAsync(file, tokens);
        return file;
    }
}
