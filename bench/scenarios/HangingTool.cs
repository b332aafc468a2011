using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>
/// Two tools get 50 calls a second each; one of them hangs in every second round. The p99 of the other, by rounds in turns.
/// Fails when the median with the fault is more than a tenth above the one without.
/// </summary>
internal static class HangingTool
{
    private const int PerSecond = 50;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    public static async Task<int> MeasureAsync(Client http, Uri door, int rounds)
    {
        var agent = await BenchAgent.CreateAsync(http, door);
        var token = (await agent.IssueTokenAsync(http, door)).Token;
        await MeasureAsync(http, door, token, hanging: false);
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            without.Add(await MeasureAsync(http, door, token, hanging: false));
            with.Add(await MeasureAsync(http, door, token, hanging: true));
        }

        var (before, after) = (Median(without), Median(with));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"p99 of the other tool, medians of {rounds} rounds: {before:F2} ms without, {after:F2} ms with one tool hanging ({after / before - 1:+0.0 %;-0.0 %})"));
        return after <= 1.1 * before ? 0 : 1;
    }

    private static async Task<double> MeasureAsync(Client http, Uri door, string token, bool hanging)
    {
        if (hanging)
        {
            await http.SetChaosAsync(door, new SetChaosRequest("serpapi", ChaosKind.Timeout, 100));
        }

        var disturbed = Load.RunAsync(PerSecond, Round, _ => http.MeasureAsync(
            door, "/v1/tools/serpapi/search", token, new { q = $"hang {Guid.NewGuid():N}" }));
        var others = await Load.RunAsync(PerSecond, Round, number => http.MeasureAsync(
            door, "/v1/tools/openai/complete", token, new { model = "gpt-4o-mini", prompt = $"hello {number}" }));
        await http.ClearChaosAsync(door);
        await disturbed;

        var times = new Latencies();
        foreach (var call in others)
        {
            times.Add(call.Code == "ok" ? call.Time : throw new InvalidOperationException($"The other tool answered {call.Code}."));
        }

        Console.WriteLine($"  {(hanging ? "hanging" : "healthy")}: other tool {times}");
        return times.At(0.99);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
