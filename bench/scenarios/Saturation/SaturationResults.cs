namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>All rounds of a run.</summary>
internal sealed class SaturationResults
{
    public const string Quiet = "at a fixed rate";
    public const string NoFlood = "without a flood";
    public const string Flood = "beside the flood";
    public const string UnlimitedFlood = "beside a flood without limit";

    private readonly Dictionary<(string System, string Case), List<Round>> _rounds = [];
    private readonly Dictionary<(string System, string Case), List<PacedRound>> _paced = [];
    private readonly Dictionary<(string System, string Case), List<double>> _forged = [];

    /// <summary>Resident bytes of every process, by system, before the first load.</summary>
    public required IReadOnlyDictionary<string, Dictionary<string, long>> Before { get; init; }

    public IReadOnlyDictionary<string, Dictionary<string, long>> After { get; set; } = new Dictionary<string, Dictionary<string, long>>();

    public Dictionary<string, OverloadResult> Overloads { get; } = [];

    /// <summary>How the bare server does with as many clients as the first of the gateways: answers a second, and their share of its own peak.</summary>
    public (int Clients, double PerSecond, double Share) BareOverload { get; set; }

    public IEnumerable<(string System, string Case)> Cases => _rounds.Keys;

    public IEnumerable<(string System, string Case)> PacedCases => _paced.Keys;

    public void Add(CallCase measured, Round round)
    {
        Put(_rounds, (measured.System.Name, measured.Name), round);
        Console.WriteLine(Texts.Line($"  {measured.System.Name}, {measured.Name}: {round.PerSecond:F0}/s, p50 {round.P50:F2} ms, p99 {round.P99:F2} ms, {round.ServerMicros:F0} µs a call"));
    }

    public void AddPaced(string system, string name, PacedRound round)
    {
        Put(_paced, (system, name), round);
        Console.WriteLine(Texts.Line($"  {system}, {name}: p50 {round.P50:F2} ms, p95 {round.P95:F2} ms, p99 {round.P99:F2} ms, max {round.Max:F1} ms"));
    }

    public void AddForged(string system, string name, double perSecond) => Put(_forged, (system, name), perSecond);

    public IReadOnlyList<Round> Rounds(string system, string name) => _rounds[(system, name)];

    public Round Median(string system, string name) => Round.MedianOf(_rounds[(system, name)]);

    public PacedRound MedianPaced(string system, string name) => PacedRound.MedianOf(_paced[(system, name)]);

    public double MedianForged(string system, string name) => Round.Median(_forged[(system, name)], rate => rate);

    private static void Put<T>(Dictionary<(string, string), List<T>> all, (string, string) key, T value)
    {
        if (!all.TryGetValue(key, out var list))
        {
            all[key] = list = [];
        }

        list.Add(value);
    }
}
