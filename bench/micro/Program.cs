using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FourRunr.Bench.Micro;
using FourRunr.Bench.Micro.Allocations;
using FourRunr.Bench.Micro.Streams;

// Usage: micro allocations [report]      counts bytes; fails when a governed call allocates more than it may
//        micro --filter '*'              benchmarks, with BenchmarkDotNet's own options
if (args is ["allocations", .. var report])
{
    return await AllocationRun.MeasureAsync(report.SingleOrDefault());
}

List<Type> benchmarks =
[
    typeof(TokenCheckBenchmarks),
    typeof(CachedAnswerBenchmarks),
    typeof(PolicyBenchmarks),
    typeof(InProcessLimiterBenchmarks),
    typeof(AuditBenchmarks),
    typeof(CallBenchmarks),
    typeof(StreamRelayBenchmarks),
];
if (TestServerAddresses.IsSet(TestServerAddresses.Redis))
{
    benchmarks.Add(typeof(RedisLimiterBenchmarks));
}
else
{
    Console.WriteLine($"{nameof(RedisLimiterBenchmarks)} are left out: {TestServerAddresses.Redis} is not set. bash bench/micro.sh starts a Redis for them.");
}

// In this process: a generated project would not know the central package versions.
new BenchmarkSwitcher([.. benchmarks]).Run(
    args, DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)));
return 0;
