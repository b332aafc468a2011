using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace FourRunr.Bench.Micro.Streams;

/// <summary>An answer of 200 chunks on its way from a provider to a caller, each chunk read and written by itself.</summary>
[MemoryDiagnoser]
public class StreamRelayBenchmarks
{
    private const int Chunks = 200;

    private static readonly byte[][] Answer =
    [
        .. Enumerable.Range(0, Chunks).Select(i => Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764500000,"model":"gpt-5-mini","service_tier":"default","choices":[{"index":0,"delta":{"content":" word{{i}}"},"logprobs":null,"finish_reason":null}],"usage":null}{{"\n\n"}}"""))),
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"u8.ToArray(),
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":400,\"total_tokens\":420}}\n\ndata: [DONE]\n\n"u8.ToArray(),
    ];

    private static readonly CompiledConstraints Email = Filters(personalData: [PiiKind.Email]);
    private static readonly CompiledConstraints AllPersonalData = Filters(personalData: [PiiKind.Email, PiiKind.Phone, PiiKind.Ssn, PiiKind.CreditCard]);
    private static readonly CompiledConstraints Pattern = Filters(block: ["sk-[A-Za-z0-9]{20,48}"]);

    private readonly StreamRelay _relay = new(new ModelMetrics(new GatewayMeter(new Meter("bench"))), NullLogger<StreamRelay>.Instance);

    [Benchmark(Baseline = true)]
    public async Task<long> CopyAsync()
    {
        await using var body = new ChunkSource(Answer);
        var caller = new DiscardingCaller();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await body.ReadAsync(buffer)) > 0;)
        {
            await caller.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
        }

        return caller.Bytes;
    }

    [Benchmark]
    public Task<long> RelayAsync() => RelayAsync(filters: null);

    [Benchmark]
    public Task<long> RelayThroughOnePatternAsync() => RelayAsync(Pattern);

    [Benchmark]
    public Task<long> RelayThroughEmailsAsync() => RelayAsync(Email);

    [Benchmark]
    public Task<long> RelayThroughAllPersonalDataAsync() => RelayAsync(AllPersonalData);

    private static CompiledConstraints Filters(string[]? block = null, PiiKind[]? personalData = null) => CompiledConstraints.Compile(
        [
            new PolicyConstraints
            {
                PolicyId = "pol_1",
                PolicyName = "bench",
                PolicyVersion = 1,
                ResponseFilters = block is null ? null : new ResponseFilterSpec { BlockPatterns = block },
                Guards = personalData is null ? null : new GuardSpec { PiiFilters = personalData },
            },
        ],
        "openai", "chat", []);

    private async Task<long> RelayAsync(CompiledConstraints? filters)
    {
        await using var body = new ChunkSource(Answer);
        var caller = new DiscardingCaller();
        var result = await _relay.RunAsync(
            body,
            new RelayRequest { Dialect = ModelDialect.ChatCompletions, Answer = caller, Provider = "openai", Model = "gpt-5-mini", Filters = filters },
            CancellationToken.None);
        return result.Ended == StreamEnd.Completed ? caller.Bytes : throw new InvalidOperationException($"The stream ended as {result.Ended}.");
    }
}
