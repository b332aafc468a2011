using System.Diagnostics.Metrics;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>Runs streams through the relay.</summary>
internal static class Relays
{
    public static RelayRequest Request(ModelDialect dialect, RecordedCaller? caller = null) => new()
    {
        Dialect = dialect,
        Answer = caller ?? new RecordedCaller(),
        Provider = "stub",
        Model = "model-1",
        InputTokens = static () => 1_000,
    };

    public static CompiledConstraints Filters(string[]? block = null, PiiKind[]? personalData = null, string[]? redactFields = null, int? maxBytes = null) =>
        CompiledConstraints.Compile(
            [
                new PolicyConstraints
                {
                    PolicyId = "pol_1",
                    PolicyName = "p",
                    PolicyVersion = 3,
                    ResponseFilters = block is null && redactFields is null ? null : new ResponseFilterSpec { BlockPatterns = block, RedactFields = redactFields },
                    Guards = personalData is null && maxBytes is null ? null : new GuardSpec { PiiFilters = personalData, MaxResponseBytes = maxBytes },
                },
            ],
            "openai", "chat", []);

    /// <summary>Relays a stream that arrives in one piece, or as the body says.</summary>
    public static async Task<Relayed> RunAsync(RelayRequest request, Stream body, Meter? meter = null, CancellationToken stopped = default)
    {
        using var own = new Meter("test");
        var relay = new StreamRelay(new ModelMetrics(new GatewayMeter(meter ?? own)), NullLogger<StreamRelay>.Instance);
        var result = await relay.RunAsync(body, request, stopped);
        return new Relayed(result, ((RecordedCaller)request.Answer).Received);
    }

    public static Task<Relayed> RunAsync(RelayRequest request, string stream) => RunAsync(request, ChunkedBody.Of(Encoding.UTF8.GetBytes(stream)));

    /// <summary>Relays a stream through filters.</summary>
    /// <param name="pieces">How many bytes arrive at once; null for all.</param>
    public static Task<Relayed> FilterAsync(
        ModelDialect dialect, CompiledConstraints filters, string stream, StreamFilterMode mode = StreamFilterMode.Window, RecordedCaller? caller = null, int? pieces = null)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        return RunAsync(
            Request(dialect, caller) with { Filters = filters, FilterMode = mode, WantsUsage = true },
            ChunkedBody.InPieces(bytes, pieces ?? bytes.Length));
    }
}

/// <summary>What came of it.</summary>
/// <param name="Sent">To the caller, but for the end.</param>
internal sealed record Relayed(RelayResult Result, string Sent)
{
    public string End => Encoding.UTF8.GetString(Result.End.Span);

    /// <summary>As the caller sees it in the end.</summary>
    public string All => Sent + End;
}
