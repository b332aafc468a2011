using System.Diagnostics;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>Decisions asked of policy-service one after the other, each about another agent: nothing of them is cached by a proxy.</summary>
internal static class DecisionLatency
{
    private const int WarmUp = 1000;

    /// <param name="agents">How many agents there are: <c>agt_</c> and their number in 32 hex digits, of role <c>scraper</c>.</param>
    public static async Task<int> MeasureAsync(Client http, Uri policyService, int agents, int questions)
    {
        var random = new Random(7);
        var times = new Latencies();
        for (var i = 0; i < WarmUp + questions; i++)
        {
            var agentId = string.Create(CultureInfo.InvariantCulture, $"agt_{random.Next(1, agents + 1):x32}");
            var start = Stopwatch.GetTimestamp();
            var decision = await http.SendAsync<DecisionResponse>(
                HttpMethod.Post, policyService, "/v1/decisions", Client.ServiceKey, new DecisionRequest(agentId, "scraper", "serpapi", "search"));
            if (i >= WarmUp)
            {
                times.Add(Stopwatch.GetElapsedTime(start));
            }

            if (!decision.Allowed)
            {
                throw new InvalidOperationException($"{agentId} is denied: {decision.Reason}");
            }
        }

        Console.WriteLine($"uncached decision with {agents} agents, {times}");
        return 0;
    }
}
