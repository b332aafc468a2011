using System.Diagnostics;
using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// Calls of models, by the names of OpenTelemetry's conventions for generative AI. Labels hold only models that policies allow and providers that
/// are configured.
/// </summary>
internal sealed class ModelMetrics(GatewayMeter gateway)
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private readonly Counter<long> _streamsEnded = gateway.Meter.CreateCounter<long>("gateway_model_streams_ended");
    private readonly Counter<long> _usage = gateway.Meter.CreateCounter<long>("gateway_model_usage");
    private readonly Histogram<double> _duration = gateway.Meter.CreateHistogram("gen_ai.client.inference.duration", "s", advice: Seconds);
    private readonly Histogram<double> _firstChunk = gateway.Meter.CreateHistogram("gen_ai.client.inference.time_to_first_chunk", "s", advice: Seconds);
    private readonly Histogram<double> _perChunk = gateway.Meter.CreateHistogram("gen_ai.client.inference.time_per_output_chunk", "s", advice: Seconds);
    private readonly Counter<long> _input = Tokens(gateway, "input_tokens");
    private readonly Counter<long> _output = Tokens(gateway, "output_tokens");
    private readonly Counter<long> _cacheRead = Tokens(gateway, "cache_read.input_tokens");
    private readonly Counter<long> _cacheWrite = Tokens(gateway, "cache_write.input_tokens");
    private readonly Counter<long> _reasoning = Tokens(gateway, "reasoning.output_tokens");

    /// <summary>A model has answered, whole or as a stream, or failed after it was asked.</summary>
    /// <param name="provider">Its configured name.</param>
    /// <param name="model">One that the policies allow.</param>
    /// <param name="usage">Null when the call cost nothing.</param>
    public void Answered(ModelDialect dialect, string provider, string model, TimeSpan duration, ModelUsage? usage)
    {
        var labels = Labels(dialect, provider, model);
        _duration.Record(duration.TotalSeconds, labels);
        if (usage is null)
        {
            return;
        }

        _usage.Add(1, new KeyValuePair<string, object?>("source", usage.Source.ToWire()));
        // Providers do not say which of the tokens are text and which are pictures.
        labels.Add("gen_ai.token.modality", "unknown");
        _input.Add(usage.Total - usage.Output, labels);
        _output.Add(usage.Output, labels);
        _cacheRead.Add(usage.CacheRead, labels);
        _cacheWrite.Add(usage.CacheWrite5m + usage.CacheWrite1h, labels);
        _reasoning.Add(usage.Reasoning, labels);
    }

    /// <summary>A stream has ended.</summary>
    public void StreamEnded(StreamEnd reason) => _streamsEnded.Add(1, new KeyValuePair<string, object?>("reason", reason.ToWire()));

    /// <summary>The first chunk of a stream has arrived.</summary>
    public void FirstChunk(in TagList labels, TimeSpan sinceRequest) => _firstChunk.Record(sinceRequest.TotalSeconds, labels);

    /// <summary>A further chunk has arrived.</summary>
    public void Chunk(in TagList labels, TimeSpan sinceLast) => _perChunk.Record(sinceLast.TotalSeconds, labels);

    public static TagList Labels(ModelDialect dialect, string provider, string model) => new()
    {
        { "gen_ai.operation.name", dialect == ModelDialect.Embeddings ? "embeddings" : "chat" },
        { "gen_ai.provider.name", provider },
        { "gen_ai.request.model", model },
    };

    private static Counter<long> Tokens(GatewayMeter gateway, string kind) =>
        gateway.Meter.CreateCounter<long>($"gen_ai.client.inference.usage.{kind}", "{token}");
}
