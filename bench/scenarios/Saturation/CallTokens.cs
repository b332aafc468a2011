using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>Files with the tokens that a gateway is called with. All rates are real limits and are evaluated; only those of <see cref="Limited"/> are reached.</summary>
internal sealed class CallTokens(Gateway gateway, Client http)
{
    private const int Agents = 16;
    private const int AtOnce = 8;

    private readonly List<BenchAgent> _agents = [];
    private int _files;

    /// <summary>Of agents that may call <c>serpapi.search</c> a million times a second.</summary>
    public string Allowed { get; private set; } = "";

    /// <summary>Of agents whose policy allows another tool only.</summary>
    public string Denied { get; private set; } = "";

    /// <summary>Of agents that may call once a second.</summary>
    public string Limited { get; private set; } = "";

    public async Task MakeAsync()
    {
        for (var i = 0; i < Agents; i++)
        {
            _agents.Add(await BenchAgent.CreateAsync(http, gateway.Url));
        }

        Allowed = await WriteAsync(_agents);
        Denied = await WriteAsync([await MakeAsync(BenchAgent.Allowed with { Scopes = ["openai:*"] })]);
        Limited = await WriteAsync([await MakeAsync(BenchAgent.Allowed with { RateLimit = new RateLimitSpec(1, "1s", 1) })]);
    }

    /// <summary>A file of tokens that were never used, of the allowed agents in turn.</summary>
    public async Task<string> IssueUnusedAsync(int count)
    {
        var tokens = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            tokens[i] = (await _agents[i % Agents].IssueTokenAsync(http, gateway.Url)).Token);
        return await WriteAsync(tokens);
    }

    private Task<BenchAgent> MakeAsync(PolicySpec spec) => BenchAgent.CreateAsync(http, gateway.Url, spec);

    private async Task<string> WriteAsync(IEnumerable<BenchAgent> agents)
    {
        var tokens = new List<string>();
        foreach (var agent in agents)
        {
            tokens.Add((await agent.IssueTokenAsync(http, gateway.Url)).Token);
        }

        return await WriteAsync(tokens);
    }

    private async Task<string> WriteAsync(IEnumerable<string> tokens)
    {
        var file = Path.Combine(BenchRun.Work, $"tokens-{gateway.Name.Replace(' ', '-')}-{_files++}");
        await File.WriteAllLinesAsync(file, tokens);
        return file;
    }
}
