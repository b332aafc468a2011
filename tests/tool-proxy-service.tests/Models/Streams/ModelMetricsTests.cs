using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

public sealed class ModelMetricsTests
{
    [Fact]
    public async Task RunAsync_Times_AreMeasured()
    {
        using var meter = new Meter("test");
        using var caller = new RecordedCaller();
        var clock = new FakeTimeProvider();
        var provider = new Pipe();
        using var metrics = new MeterListener();
        var seen = new List<string>();
        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        string Line(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            $"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}";
        metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add(Line(instrument, value, tags)));
        metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add(Line(instrument, value, tags)));
        metrics.Start();
        var started = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromSeconds(2));
        var relaying = Relays.RunAsync(Relays.Request(ModelDialect.ChatCompletions, caller) with { Clock = clock, StartedAt = started }, provider.Reader.AsStream(), meter);
        await SendAsync(provider, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"}}]}\n\n");
        await caller.WrittenAsync();
        clock.Advance(TimeSpan.FromSeconds(3));
        await SendAsync(provider, $"data: {{\"choices\":[],\"usage\":{SampleStreams.Usage}}}\n\ndata: [DONE]\n\n");

        var result = (await relaying.WaitAsync(TimeSpan.FromSeconds(30))).Result;

        Assert.Equal(TimeSpan.FromSeconds(2), result.FirstByte);
        Assert.Equal(
            [
                "gateway_model_streams_ended 1 completed",
                "gateway_model_usage 1 provider",
                "gen_ai.client.inference.duration 5 chat stub model-1",
                "gen_ai.client.inference.time_per_output_chunk 3 chat stub model-1",
                "gen_ai.client.inference.time_to_first_chunk 2 chat stub model-1",
                "gen_ai.client.inference.usage.cache_read.input_tokens 8 chat stub model-1 unknown",
                "gen_ai.client.inference.usage.cache_write.input_tokens 0 chat stub model-1 unknown",
                "gen_ai.client.inference.usage.input_tokens 20 chat stub model-1 unknown",
                "gen_ai.client.inference.usage.output_tokens 7 chat stub model-1 unknown",
                "gen_ai.client.inference.usage.reasoning.output_tokens 3 chat stub model-1 unknown",
            ],
            seen.Order(StringComparer.Ordinal));
    }

    private static async Task SendAsync(Pipe provider, string events) => await provider.Writer.WriteAsync(Encoding.UTF8.GetBytes(events));
}
