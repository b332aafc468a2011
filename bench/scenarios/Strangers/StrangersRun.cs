using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.PacedLoads;
using FourRunr.Bench.Scenarios.Reports;
using FourRunr.Bench.Scenarios.Saturation;
using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Strangers;

/// <summary>
/// A flood of calls without tokens, and one of forged tokens, beside a good agent: what it writes to disk and log, what the good agent
/// feels, and whether every call is counted and in the trail. Everything of <c>bench/strangers.sh</c>.
/// </summary>
internal static class StrangersRun
{
    private const int PerSecond = 30_000;
    private const int Connections = 128;
    private const int GoodPerSecond = 120;
    private const double MostMegabytes = 5;
    private const double MostSlower = 2;

    /// <param name="length">Of each load.</param>
    public static async Task<int> MeasureAsync(Client http, TimeSpan length)
    {
        var other = new OtherWork();
        await using var gateway = new StandaloneServer("strangers") { Settings = new Dictionary<string, string> { ["GATEWAY_LOG_CALLS"] = "on" } };
        await gateway.StartAsync();
        var tokens = new CallTokens(gateway, http);
        await tokens.MakeAsync();
        await SendAsync(gateway, tokens.Allowed, TimeSpan.FromSeconds(5), "warm up");

        var quiet = await MeasureAsync(gateway, tokens.Allowed, length, "quiet", flood: null);
        var answered = 0L;
        var targets = new List<Target>();
        foreach (var kind in new[] { "tokenless", "forged" })
        {
            var flooded = await MeasureAsync(gateway, tokens.Allowed, length, kind, kind);
            answered += flooded.Sent!.Requests;
            var megabytes = (flooded.Written - quiet.Written) / 1e6;
            targets.Add(new($"{kind}, {flooded.Sent.PerSecond:F0}/s: written more than without", $"≤ {MostMegabytes} MB", Text($"{megabytes:F2} MB"), megabytes <= MostMegabytes));
            targets.Add(new($"{kind}: p99 of the good agent", $"≤ {MostSlower} × {quiet.Good.At(0.99):F2} ms", Text($"{flooded.Good.At(0.99):F2} ms"), flooded.Good.At(0.99) <= MostSlower * quiet.Good.At(0.99)));
            targets.Add(new($"{kind}: calls that were not refused, or broke", "0", Text($"{flooded.Sent.Requests - flooded.Sent.Refused + flooded.Sent.Broken}"), flooded.Sent.Refused == flooded.Sent.Requests && flooded.Sent.Broken == 0));
        }

        await Task.Delay(Metrics.Age);
        var counted = (await gateway.ReadMetricsAsync()).UnidentifiedCalls;
        // A load that ends leaves at most one call of each connection whose answer nobody read.
        targets.Add(new("counted by the gateway", Text($"{answered} to {answered + (2 * Connections)}"), Text($"{counted}"), counted >= answered && counted <= answered + (2 * Connections)));
        await gateway.StopAsync();
        var (recorded, rows) = await StrangerRows.ReadAsync(gateway);
        targets.Add(new("on record, singles and sums", Text($"{counted}"), Text($"{recorded} in {rows} rows"), recorded == counted));

        targets.ForEach(target => Console.WriteLine(target));
        Console.WriteLine(Text($"others took {other.Share():P0} of the processors meanwhile"));
        return targets.TrueForAll(target => target.IsMet) ? 0 : 1;
    }

    private static async Task<StrangerRound> MeasureAsync(Gateway gateway, string tokens, TimeSpan length, string name, string? flood)
    {
        var before = WrittenBy(gateway);
        var flooding = flood is null
            ? null
            : new WrkLoad(gateway.Url, flood, tokens, Connections, length, TimeSpan.FromSeconds((double)Connections / PerSecond)).RunAsync();
        var good = await SendAsync(gateway, tokens, length, name);
        var sent = flooding is null ? null : await flooding;
        var after = WrittenBy(gateway);
        return new StrangerRound(good, sent, Math.Max(after.ToDisk - before.ToDisk, after.InFiles - before.InFiles));
    }

    /// <summary>What the disk was given, and what lies in files, the log among them: one of the two sees every byte that stays.</summary>
    private static (long ToDisk, long InFiles) WrittenBy(Gateway gateway) => (
        gateway.Processes.Values.Sum(ProcessTree.Written),
        new DirectoryInfo(BenchRun.Work).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0));

    private static async Task<Latencies> SendAsync(Gateway gateway, string tokenFile, TimeSpan length, string name)
    {
        var tokens = await File.ReadAllLinesAsync(tokenFile);
        var calls = await PacedLoad.RunAsync(gateway.Url, GoodPerSecond, length, number => RawConnection.Post(
            gateway.Url, "/v1/tools/serpapi/search", tokens[number % tokens.Length], Text($$"""{"q":"bench {{name}} {{number}}"}""")));
        var times = new Latencies();
        foreach (var call in calls)
        {
            times.Add(call.Time);
        }

        Console.WriteLine(Text($"  good agent, {name}: {times}; {calls.Count(call => call.Status != 200)} answers were not 200"));
        return times;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Sent">Null without a flood.</param>
/// <param name="Written">Bytes that the gateway wrote meanwhile, the log among them.</param>
internal sealed record StrangerRound(Latencies Good, WrkResult? Sent, long Written);
