using BenchmarkDotNet.Attributes;

namespace FourRunr.Bench.Micro;

/// <summary>A whole call behind HTTP, one after the other: identified, decided, limited, carried out by the mock tool and on record.</summary>
public class CallBenchmarks : GatewayBenchmarks
{
    /// <summary>The tool answers.</summary>
    [Benchmark]
    public Task FreshCallAsync() => Steps.CallFreshAsync();

    /// <summary>The stored result of an equal call serves.</summary>
    [Benchmark]
    public Task StoredResultAsync() => Steps.CallStoredAsync();

    [Benchmark]
    public Task MockToolAsync() => Steps.AskToolAsync();
}
