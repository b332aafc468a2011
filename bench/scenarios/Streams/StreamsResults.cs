namespace FourRunr.Bench.Scenarios.Streams;

internal sealed class StreamsResults
{
    public const string Yarp = "YARP";
    public const string Standalone = "standalone";
    public const string Window = "standalone, window";
    public const string Cluster = "Postgres + Redis";

    private readonly List<(string System, CrowdResult Crowd)> _crowds = [];

    /// <summary>What was wrong with any run.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>By system.</summary>
    public IReadOnlyDictionary<string, ShortResult> Short { get; set; } = new Dictionary<string, ShortResult>();

    public IReadOnlyList<(string System, CrowdResult Crowd)> Crowds => _crowds;

    public void Add(string system, CrowdResult crowd) => _crowds.Add((system, crowd));

    public CrowdResult Of(string system, int streams) => _crowds.Single(measured => measured.System == system && measured.Crowd.Streams == streams).Crowd;
}
