using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>One of the systems that are compared, and the tokens that it is called with in turn.</summary>
internal sealed record StreamedSystem(MeasuredSystem System, IReadOnlyList<string> Tokens)
{
    private const int Agents = 16;

    /// <summary>Every call is priced, held for in a budget and settled; no limit is reached.</summary>
    public static readonly PolicySpec Governed = new()
    {
        Scopes = ["openai:chat"],
        RateLimit = new RateLimitSpec(1_000_000, "1s", 1_000_000),
        Models = new ModelSpec { Allow = [StreamRequest.Model], MaxOutputTokens = 100_000 },
        Budgets = [new BudgetSpec { Name = "bench", Limit = "1000000", Window = new BudgetWindowSpec { Sliding = "1d" } }],
    };

    /// <summary>No keys and no e-mail addresses: neither is ever found, and each is looked for in all of the text.</summary>
    public static readonly PolicySpec Filtered = Governed with
    {
        Models = Governed.Models! with { StreamFilter = StreamFilterMode.Window },
        ResponseFilters = new ResponseFilterSpec { BlockPatterns = ["sk-[A-Za-z0-9]{20,48}"] },
        Guards = new GuardSpec { PiiFilters = [PiiKind.Email] },
    };

    public string Name => System.Name;

    public static StreamedSystem Of(YarpServer yarp) => new(yarp, ["none"]);

    public static async Task<StreamedSystem> OfAsync(Gateway gateway, Client http, PolicySpec spec)
    {
        var tokens = new List<string>();
        for (var i = 0; i < Agents; i++)
        {
            var agent = await BenchAgent.CreateAsync(http, gateway.Url, spec);
            tokens.Add((await agent.IssueTokenAsync(http, gateway.Url)).Token);
        }

        return new StreamedSystem(gateway, tokens);
    }

    public string TokenOf(int stream) => Tokens[stream % Tokens.Count];
}
