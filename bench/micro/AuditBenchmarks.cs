using BenchmarkDotNet.Attributes;

namespace FourRunr.Bench.Micro;

/// <summary>Putting a call on record: in the journal's file, and meanwhile on to the database (SQLite).</summary>
public class AuditBenchmarks : GatewayBenchmarks
{
    private const int Together = 64;

    private readonly Task[] _records = new Task[Together];

    [Benchmark]
    public Task<long> AppendAsync() => Steps.RecordAsync();

    /// <summary>So many calls at once share the journal's writes; the figure is that of one.</summary>
    [Benchmark(OperationsPerInvoke = Together)]
    public Task AppendTogetherAsync()
    {
        for (var i = 0; i < Together; i++)
        {
            _records[i] = Steps.RecordAsync();
        }

        return Task.WhenAll(_records);
    }
}
