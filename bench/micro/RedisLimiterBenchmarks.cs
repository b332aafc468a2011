using BenchmarkDotNet.Attributes;
using FourRunr.Bench.Micro.MeasuredGateways;
using FourRunr.Testing;

namespace FourRunr.Bench.Micro;

/// <summary>The limits of one agent in a Redis on this machine: one script and one round trip each, one after the other.</summary>
public class RedisLimiterBenchmarks : GatewayBenchmarks
{
    [Benchmark]
    public Task<bool> TakePermitAsync() => Steps.TakePermitAsync();

    [Benchmark]
    public Task<bool> TakePermitAndQuotaAsync() => Steps.TakePermitAndQuotaAsync();

    private protected override Task<MeasuredGateway> StartGatewayAsync() =>
        MeasuredGateway.StartStandaloneAsync($"--ConnectionStrings:Redis={TestServers.NextRedisDatabase()}");
}
