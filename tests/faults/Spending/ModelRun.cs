using FourRunr.Contracts;
using FourRunr.Faults.Gateway;
using FourRunr.Faults.Load;
using FourRunr.Faults.Logs;
using FourRunr.Faults.Scenarios;

namespace FourRunr.Faults.Spending;

/// <summary>One gateway under calls to models that have budgets, and one fault after the other.</summary>
/// <param name="isLong">The long form: more callers, longer faults, and holds of lost calls are waited for.</param>
/// <param name="random">Says when.</param>
internal sealed class ModelRun(FaultyGateway gateway, bool isLong, Random random, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan BeforeTheFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>For everything that must come about by itself, on a machine that is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Operator _operator = new(gateway.Doors[0].Url);
    private readonly ModelClient _client = new([.. gateway.Doors.Select(door => door.Url)], clock);
    private readonly AuditTrail _audit = new([.. gateway.Doors.Select(door => door.Url)], clock);

    public async Task<ModelResult> RunAsync(ModelScenario scenario)
    {
        var from = clock.GetUtcNow();
        var cast = await ModelCast.MakeAsync(scenario.Name, poorLimit: isLong ? 20_000 : 2_000, _operator);
        var load = new ModelLoad(scenario.Name, _client, cast, callersPerDoor: isLong ? 8 : 4, clock);
        using var reader = new BudgetWatch(gateway, cast, clock);
        await OkAtEveryDoorAsync(load, since: 0);
        await Pause.ForAsync(BeforeTheFault);

        var begun = clock.GetUtcNow();
        await scenario.InjectAsync(gateway, isLong, random);
        var lasted = clock.GetUtcNow() - begun;
        await Readiness.WaitAsync(gateway.Services, clock);
        _ = gateway.TakeSlowestRestart();
        await OkAtEveryDoorAsync(load, load.Ended.Count);
        var calls = await load.StopAsync();
        var readings = await reader.StopAsync();

        var holdsAreOver = isLong && scenario.LosesCalls;
        if (holdsAreOver)
        {
            await Pause.ForAsync(ModelMatrix.HoldTime);
            await LapseAsync(scenario);
        }

        await _audit.ReadAsync(from, [.. calls.Where(call => call.IsEnded).Select(call => call.Marker)]);
        var agents = new List<ModelEvidence>();
        foreach (var agent in cast.All)
        {
            agents.Add(await JoinAsync(agent, calls, readings[agent], holdsAreOver));
        }

        return new ModelResult
        {
            Scenario = scenario,
            Lasted = lasted,
            Agents = agents,
            Violations = [.. agents.SelectMany(agent => ModelRules.Find(agent, scenario.Excused, holdsAreOver))],
        };
    }

    public void Dispose()
    {
        _client.Dispose();
        _operator.Dispose();
    }

    /// <summary>Returns when every front door has given a whole answer after so many calls had ended; the answers say so if it never does.</summary>
    private async Task OkAtEveryDoorAsync(ModelLoad load, int since)
    {
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, clock);
        while (clock.GetElapsedTime(started) < Patience
            && load.Ended.Skip(since).Where(call => call.IsOk).Select(call => call.Door).Distinct().Count() < gateway.Doors.Count)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Holds that are over become spent when somebody calls, some with each call.</summary>
    private async Task LapseAsync(ModelScenario scenario)
    {
        const int Calls = 100;
        var caller = (await ModelCast.MakeAsync($"{scenario.Name}-afterwards", poorLimit: 1, _operator)).Rich;
        for (var i = 0; i < Calls; i++)
        {
            await _client.SendAsync(door: 0, ModelKind.Whole, $"{scenario.Name}-afterwards.{i}", caller.Id, caller.Token);
        }
    }

    /// <summary>Reads until budget and records say the same, or patience ends: then they differ.</summary>
    private async Task<ModelEvidence> JoinAsync(ModelAgent agent, IReadOnlyList<ModelCall> calls, IReadOnlyList<long> readings, bool holdsAreOver)
    {
        var mine = calls.Where(call => call.AgentId == agent.Id).ToList();
        var markers = mine.Select(call => call.Marker).ToHashSet();
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, clock);
        while (true)
        {
            var report = await _operator.GetAsync<SpendReportResponse>($"/v1/admin/spend?agent_id={agent.Id}");
            await BudgetWatch.ReadAsync(gateway.Doors[0].Url, agent, clock);
            var budgets = await _operator.GetAsync<BudgetListResponse>($"/v1/budgets?agent_id={agent.Id}");
            var evidence = new ModelEvidence(
                agent.Id,
                agent.Limit,
                mine,
                [.. _audit.Records.Where(record => record.AgentId == agent.Id)],
                [.. gateway.Models.Bill.Calls.Where(billed => markers.Contains(billed.User))],
                budgets.Budgets is [var status] ? ModelAccount.Of(status) : new ModelAccount(0, 0, 0),
                report.Total.Microusd,
                readings);
            if (!ModelRules.OfSums(evidence, holdsAreOver).Any() || clock.GetElapsedTime(started) > Patience)
            {
                return evidence;
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
