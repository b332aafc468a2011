using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.Reports;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>Writes <c>bench/reports/streams.md</c> and <c>.svg</c>.</summary>
internal static class StreamsReport
{
    /// <returns>The exit code: 1 if a target was missed or a run was at fault.</returns>
    public static async Task<int> WriteAsync(StreamsResults results, StreamsPlan plan, OtherWork other)
    {
        var targets = StreamsTargets.Of(results, plan);
        var report = new MarkdownReport("Streams of models, beside YARP");
        await report.HeadAsync(other, plan == StreamsPlan.Quick, results.Faults, targets);
        AddShort(report, results, plan);
        AddCrowds(report, results, plan);
        await report.WriteAsync("streams", Draw(results));
        return Summary.Print(targets, results.Faults);
    }

    private static void AddShort(MarkdownReport report, StreamsResults results, StreamsPlan plan)
    {
        report.Section("Time to the first token");
        report.Paragraph(Texts.Line(
            $"{plan.PerSecond} streams a second to each system for {plan.Paced.TotalSeconds:F0} s, one to each in turn, of {plan.ShortTokens} tokens; the provider sends the first at once. Times count from when a stream was due. A token is an event with text; heads do not count. *Added* is the difference of percentiles to YARP. With a window, text this short leaves only at its end."));
        var yarp = results.Short[StreamsResults.Yarp];
        report.Table(
            ["system", "streams", "p50 ms", "p99 ms", "added p50", "added p99", "end p50 ms", "end p99 ms", "end added p50", "other work", "load"],
            results.Short.Select(row => (string[])
            [
                row.Key, Texts.Line($"{row.Value.First.Count}"), Ms(row.Value.First, 0.5), Ms(row.Value.First, 0.99),
                Texts.Line($"{row.Value.First.At(0.5) - yarp.First.At(0.5):F2}"), Texts.Line($"{row.Value.First.At(0.99) - yarp.First.At(0.99):F2}"),
                Ms(row.Value.End, 0.5), Ms(row.Value.End, 0.99), Texts.Line($"{row.Value.End.At(0.5) - yarp.End.At(0.5):F2}"),
                Texts.Line($"{row.Value.Others:P0}"), Texts.Line($"{row.Value.Load:F1}"),
            ]));
    }

    private static void AddCrowds(MarkdownReport report, StreamsResults results, StreamsPlan plan)
    {
        report.Section("Many streams at once");
        report.Paragraph(Texts.Line(
            $"A token every {StreamRequest.Pace.TotalMilliseconds:F0} ms in each stream, for {plan.Crowd.TotalSeconds:F0} s with {plan.Crowds[0]} streams and {plan.SmallCrowd.TotalSeconds:F0} s with fewer. Everything is measured while all streams are under way. Processor time is that of the system alone, Postgres and Redis included, provider and client apart. *Memory* is what is resident at most, less what was before. *Busy* is the whole machine: where it is full, tokens come late and are passed on several at once, so each costs less than it should. The first text is the median from a request on, at its beginning in the crowd; a window holds back as much as the longest possible match."));
        report.Table(
            ["system, streams", "tokens/s", "of due", "of a core", "more than YARP", "µs a token", "KiB a stream", "first text ms", "stream s", "client, of a core", "busy", "other work", "load"],
            results.Crowds.Select(row => (string[])
            [
                Texts.Line($"{row.System}, {row.Crowd.Streams}"), Texts.Line($"{row.Crowd.PerSecond:F0}"), Texts.Line($"{row.Crowd.PerSecond / row.Crowd.Due:P0}"),
                Texts.Line($"{row.Crowd.Core:P0}"), Texts.Line($"{row.Crowd.Core - results.Of(StreamsResults.Yarp, row.Crowd.Streams).Core:P0}"),
                Texts.Line($"{row.Crowd.MicrosPerToken:F1}"), Texts.Line($"{row.Crowd.MemoryPerStream / 1024}"),
                Texts.Line($"{row.Crowd.FirstText.TotalMilliseconds:F1}"), Texts.Line($"{row.Crowd.Length.TotalSeconds:F1}"),
                Texts.Line($"{row.Crowd.ClientCpu.TotalSeconds / row.Crowd.Seconds:P0}"), Texts.Line($"{row.Crowd.Busy:P0}"),
                Texts.Line($"{row.Crowd.Others:P0}"), Texts.Line($"{row.Crowd.Load:F1}"),
            ]));
        report.Paragraph("Of every stream each token was looked at; after every crowd the calls, tokens and costs on record were held against what was sent.");
    }

    private static string Draw(StreamsResults results) => BarChart.Draw("4Runr Gateway: streams of models, beside YARP",
    [
        new Panel("processor time of a token, µs", [.. results.Crowds.Select(row => Bar(row, row.Crowd.MicrosPerToken, "F1"))]),
        new Panel("memory of a stream, KiB", [.. results.Crowds.Select(row => Bar(row, Math.Max(0, row.Crowd.MemoryPerStream / 1024), "F0"))]),
        new Panel("time to the first token, p50, ms", [.. results.Short.Where(row => row.Key != StreamsResults.Window).Select((row, place) =>
            new Bar(row.Key, row.Value.First.At(0.5), Ms(row.Value.First, 0.5), Svg.Colours[place]))]),
    ]);

    private static Bar Bar((string System, CrowdResult Crowd) row, double value, string format) => new(
        Texts.Line($"{row.System}, {row.Crowd.Streams} streams"), value, value.ToString(format, System.Globalization.CultureInfo.InvariantCulture),
        Svg.Colours[Array.IndexOf(Systems, row.System)]);

    private static readonly string[] Systems = [StreamsResults.Yarp, StreamsResults.Standalone, StreamsResults.Window, StreamsResults.Cluster];

    private static string Ms(Latencies times, double quantile) => Texts.Line($"{times.At(quantile):F2}");
}
