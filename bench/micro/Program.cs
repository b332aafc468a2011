using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FourRunr.Bench.Micro;

// Run with: bash bench/micro.sh --filter '*'
List<Type> benchmarks =
[
    typeof(TokenCheckBenchmarks),
    typeof(CachedAnswerBenchmarks),
    typeof(PolicyBenchmarks),
    typeof(InProcessLimiterBenchmarks),
    typeof(AuditBenchmarks),
    typeof(CallBenchmarks),
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
