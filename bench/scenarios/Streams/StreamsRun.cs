using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>
/// Everything of <c>bench/streams.sh</c>: YARP and gateways side by side in front of one provider that streams. Fails when a target is missed or a
/// stream did not come whole or is not on record.
/// </summary>
internal static class StreamsRun
{
    public static async Task<int> MeasureAsync(Client http, StreamsPlan plan)
    {
        var other = new OtherWork();
        await using var provider = new ProviderServer();
        await provider.StartAsync();
        await using var yarp = new YarpServer(provider, withDestination: false);
        await yarp.StartAsync();
        var settings = await StreamSettings.WriteAsync(provider);
        await using var standalone = new StandaloneServer { Settings = settings };
        await using var window = new StandaloneServer(StreamsResults.Window) { Settings = settings };
        await using var cluster = new ClusterServer { Settings = settings };
        await cluster.MakeDatabaseAsync();
        foreach (var gateway in new Gateway[] { standalone, window, cluster })
        {
            await gateway.StartAsync();
        }

        StreamedSystem[] systems =
        [
            StreamedSystem.Of(yarp),
            await StreamedSystem.OfAsync(standalone, http, StreamedSystem.Governed),
            await StreamedSystem.OfAsync(window, http, StreamedSystem.Filtered),
            await StreamedSystem.OfAsync(cluster, http, StreamedSystem.Governed),
        ];
        var results = new StreamsResults();
        foreach (var system in systems)
        {
            await MeasureAsync(http, system, plan.WarmUpStreams, plan.WarmUp, results, counts: false);
        }

        results.Short = await ShortStreams.RunAsync(systems, plan);
        foreach (var (streams, place) in plan.Crowds.Select((streams, place) => (streams, place)))
        {
            var length = place == 0 ? plan.Crowd : plan.SmallCrowd;
            // There and back.
            foreach (var system in place % 2 == 0 ? systems : systems.Reverse())
            {
                if (streams == plan.Crowds[^1] || system.System is not ClusterServer)
                {
                    await MeasureAsync(http, system, streams, length, results, counts: true);
                }
            }
        }

        return await StreamsReport.WriteAsync(results, plan, other);
    }

    private static async Task MeasureAsync(Client http, StreamedSystem system, int streams, TimeSpan length, StreamsResults results, bool counts)
    {
        var ledger = system.System is Gateway gateway ? await StreamLedger.OpenAsync(http, gateway) : null;
        var crowd = await Crowd.RunAsync(system, streams, length);
        if (ledger is not null && await ledger.CloseAsync(streams, crowd.TokensOfStream) is { } missing)
        {
            crowd = crowd with { Faults = [.. crowd.Faults, missing] };
        }

        results.Faults.AddRange(crowd.Faults.Take(3).Select(fault => Texts.Line($"{system.Name}, {streams} streams: {fault} ({crowd.Faults.Count} faults)")));
        if (counts)
        {
            results.Add(system.Name, crowd);
            Console.WriteLine(Texts.Line(
                $"  {system.Name}, {streams} streams: {crowd.PerSecond:F0} tokens/s, {crowd.Core:P0} of a core, {crowd.MicrosPerToken:F1} µs a token, {crowd.MemoryPerStream / 1024} KiB a stream, machine {crowd.Busy:P0} busy, {crowd.Faults.Count} faults"));
        }
    }
}
