using BenchmarkDotNet.Attributes;
using FourRunr.Bench.Micro.MeasuredGateways;

namespace FourRunr.Bench.Micro;

/// <summary>Benchmarks on parts of a running gateway. Allocations are those of the whole process, what is done in the background with them.</summary>
[MemoryDiagnoser]
public abstract class GatewayBenchmarks
{
    private protected MeasuredGateway Gateway { get; private set; } = null!;

    /// <summary>Of a search by an agent of its own.</summary>
    private protected SearchSteps Steps { get; private set; } = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        Gateway = await StartGatewayAsync();
        Steps = new SearchSteps(Gateway.Proxy, await Gateway.IssueTokenAsync());
        await Steps.PrepareAsync();
    }

    [GlobalCleanup]
    public async Task StopAsync() => await Gateway.DisposeAsync();

    private protected virtual Task<MeasuredGateway> StartGatewayAsync() => MeasuredGateway.StartStandaloneAsync();
}
