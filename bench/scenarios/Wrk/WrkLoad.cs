using System.Text.Json.Serialization;
using FourRunr.Bench.Scenarios.Machine;

namespace FourRunr.Bench.Scenarios.Wrk;

/// <summary>What a run of wrk is to send.</summary>
/// <param name="Kind">See <c>bench/wrk/calls.lua</c>.</param>
/// <param name="Tokens">File with one token a line.</param>
/// <param name="Pause">Of every connection between two calls, on average; null sends the next at once.</param>
internal sealed record WrkLoad(Uri Url, string Kind, string Tokens, int Connections, TimeSpan Length, TimeSpan? Pause = null)
{
    private static int _runs;

    public async Task<WrkResult> RunAsync()
    {
        var cpu = ProcessTree.EndedChildrenCpu();
        // A body of a run before must not find its stored result.
        var seed = Interlocked.Increment(ref _runs).ToString("D4", CultureInfo.InvariantCulture);
        var lines = await Shell.LinesAsync("wrk", [
            "--threads", "2", "--connections", Text(Connections), "--duration", Text(Math.Ceiling(Length.TotalSeconds)) + "s", "--timeout", "20s",
            "--script", Path.Combine(BenchRun.Root, "bench/wrk/calls.lua"), Url.ToString(), "--", Kind, Tokens, seed, .. PauseArgument()]);
        var result = lines.LastOrDefault(line => line.StartsWith('{')) is { } json
            ? JsonSerializer.Deserialize<WrkResult>(json)!
            : throw new InvalidOperationException($"wrk: {string.Join('\n', lines)}");
        return result with { Cpu = ProcessTree.EndedChildrenCpu() - cpu };
    }

    private string[] PauseArgument() => Pause is { } pause ? [Text(pause.TotalMilliseconds)] : [];

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Refused">Answers with a status from 400 on.</param>
/// <param name="P50">Milliseconds, as are the others.</param>
internal sealed record WrkResult(
    [property: JsonPropertyName("requests")] long Requests,
    [property: JsonPropertyName("microseconds")] long Microseconds,
    [property: JsonPropertyName("refused")] long Refused,
    [property: JsonPropertyName("connect_errors")] long ConnectErrors,
    [property: JsonPropertyName("read_errors")] long ReadErrors,
    [property: JsonPropertyName("write_errors")] long WriteErrors,
    [property: JsonPropertyName("timeouts")] long Timeouts,
    [property: JsonPropertyName("p50")] double P50,
    [property: JsonPropertyName("p95")] double P95,
    [property: JsonPropertyName("p99")] double P99)
{
    /// <summary>What wrk itself has used.</summary>
    [JsonIgnore]
    public TimeSpan Cpu { get; init; }

    public double PerSecond => Requests / (Microseconds / 1e6);

    public double GoodPerSecond => (Requests - Refused) / (Microseconds / 1e6);

    public long Broken => ConnectErrors + ReadErrors + WriteErrors + Timeouts;
}
