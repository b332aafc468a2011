using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.PacedLoads;
using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>
/// Everything of <c>bench/saturation.sh</c>: a bare endpoint, YARP and two gateways side by side, all measurements in interleaved rounds.
/// Fails when a target is missed or a run did not do what it should.
/// </summary>
internal static class SaturationRun
{
    public static async Task<int> MeasureAsync(Client http, SaturationPlan plan)
    {
        var other = new OtherWork();
        await using var standalone = new StandaloneServer();
        await using var cluster = new ClusterServer();
        await cluster.MakeDatabaseAsync();
        Gateway[] gateways = [standalone, cluster];
        var tokens = new Dictionary<Gateway, CallTokens>();
        foreach (var gateway in gateways)
        {
            await gateway.StartAsync();
            tokens[gateway] = new CallTokens(gateway, http);
            await tokens[gateway].MakeAsync();
        }

        var allowed = tokens[standalone].Allowed;
        await using var bare = new BareServer();
        await bare.StartAsync(Answer(standalone, allowed));
        await using var yarp = new YarpServer(bare);
        await yarp.StartAsync();

        var results = new SaturationResults { Before = gateways.ToDictionary(gateway => gateway.Name, gateway => gateway.Resident()) };
        var runner = new RoundRunner(plan);
        MeasuredSystem[] systems = [bare, yarp, standalone, cluster];
        string Allowed(MeasuredSystem system) => system is Gateway gateway ? tokens[gateway].Allowed : allowed;
        foreach (var system in systems)
        {
            await new WrkLoad(system.Url, "unique", Allowed(system), plan.Connections, plan.WarmUp).RunAsync();
        }

        CallCase[] cases =
        [
            CallCase.Baseline(bare, allowed), CallCase.Baseline(yarp, allowed),
            .. gateways.SelectMany(gateway => CallCase.OfGateway(gateway, tokens[gateway], plan.UnusedTokens)),
        ];
        for (var round = 0; round < plan.Rounds; round++)
        {
            // There and back, so that no system is always the one after the same other.
            foreach (var measured in round % 2 == 0 ? cases : cases.Reverse())
            {
                results.Add(measured, await runner.RunAsync(measured));
            }
        }

        var paced = new PacedRounds(plan, runner);
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var system in round % 2 == 0 ? systems : systems.Reverse())
            {
                results.AddPaced(system.Name, SaturationResults.Quiet, await paced.RunAsync(system, SaturationResults.Quiet, Allowed(system)));
            }

            foreach (var gateway in gateways)
            {
                var unused = await tokens[gateway].IssueUnusedAsync((int)(plan.Paced.TotalSeconds * plan.PerSecond));
                results.AddPaced(gateway.Name, CallCase.ColdToken, await paced.RunAsync(gateway, CallCase.ColdToken, unused));
                await FloodAsync(gateway, Allowed(gateway), plan, paced, results);
            }
        }

        foreach (var gateway in gateways)
        {
            var peak = results.Median(gateway.Name, CallCase.CachedToken).PerSecond;
            results.Overloads[gateway.Name] = await Overload.RunAsync(
                gateway, Allowed(gateway), peak, results.MedianPaced(gateway.Name, SaturationResults.Quiet), plan, paced, runner);
            Console.WriteLine($"  {gateway.Name}: {results.Overloads[gateway.Name]}");
        }

        var crowd = results.Overloads[standalone.Name].Clients;
        var crowded = await Overload.Load(bare.Url, allowed, crowd, plan).RunAsync();
        results.BareOverload = (crowd, crowded.PerSecond, crowded.PerSecond / results.Median(bare.Name, "call").PerSecond);

        results.After = gateways.ToDictionary(gateway => gateway.Name, gateway => gateway.Resident());
        return await SaturationReport.WriteAsync(results, plan, runner.Faults, other);
    }

    private static async Task FloodAsync(Gateway gateway, string tokens, SaturationPlan plan, PacedRounds paced, SaturationResults results)
    {
        results.AddPaced(gateway.Name, SaturationResults.NoFlood, await paced.RunAsync(gateway, SaturationResults.NoFlood, tokens));
        var (good, forged) = await paced.RunFloodedAsync(
            gateway, tokens, plan.Connections, TimeSpan.FromSeconds((double)plan.Connections / plan.FloodPerSecond));
        results.AddPaced(gateway.Name, SaturationResults.Flood, good);
        results.AddForged(gateway.Name, SaturationResults.Flood, forged);
        (good, forged) = await paced.RunFloodedAsync(gateway, tokens, plan.Connections, pause: null);
        results.AddPaced(gateway.Name, SaturationResults.UnlimitedFlood, good);
        results.AddForged(gateway.Name, SaturationResults.UnlimitedFlood, forged);
    }

    /// <summary>What a gateway answers a call whose body is as long as every other.</summary>
    private static byte[] Answer(Gateway gateway, string tokens)
    {
        using var connection = new RawConnection(gateway.Url);
        var request = RawConnection.Post(gateway.Url, "/v1/tools/serpapi/search", File.ReadLines(tokens).First(), """{"q":"bench 0000000000000000"}""");
        return connection.Send(request) == 200 ? connection.Answer.ToArray() : throw new InvalidOperationException("The gateway does not answer.");
    }
}
