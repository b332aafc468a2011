using BenchmarkDotNet.Attributes;

namespace FourRunr.Bench.Micro;

/// <summary>What the proxy does to know the answers of the other services once more; they are renewed in the background every few seconds.</summary>
public class CachedAnswerBenchmarks : GatewayBenchmarks
{
    [Benchmark]
    public Task<bool> IdentifyKnownTokenAsync() => Steps.IdentifyAsync();

    [Benchmark]
    public Task<bool> KnownDecisionAsync() => Steps.DecideAsync();
}
