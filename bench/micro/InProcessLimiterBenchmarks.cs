using BenchmarkDotNet.Attributes;

namespace FourRunr.Bench.Micro;

/// <summary>The limits of one agent in this process.</summary>
public class InProcessLimiterBenchmarks : GatewayBenchmarks
{
    [Benchmark]
    public Task<bool> TakePermitAsync() => Steps.TakePermitAsync();

    [Benchmark]
    public Task<bool> TakePermitAndQuotaAsync() => Steps.TakePermitAndQuotaAsync();
}
