using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>
/// How long an old policy still counts at another proxy: from before the change is sent to one front door to after the first
/// call of the other that follows the new policy. Denies and allows in turn.
/// </summary>
internal static class PolicyChange
{
    public static async Task<int> MeasureAsync(Client http, Uri first, Uri second, int tries, int boundMs)
    {
        var agent = await BenchAgent.CreateAsync(http, first);
        var token = (await agent.IssueTokenAsync(http, first)).Token;
        await http.CallUntilAsync(second, token, HttpStatusCode.OK, HttpStatusCode.OK);
        var times = new Latencies();
        for (var i = 0; i < tries; i++)
        {
            var deny = i % 2 == 0;
            var spec = deny ? BenchAgent.Allowed with { Deny = ["serpapi:search"] } : BenchAgent.Allowed;
            var start = Stopwatch.GetTimestamp();
            await http.SendAsync<PolicyResponse>(
                HttpMethod.Put, first, $"/v1/policies/{agent.Policy.PolicyId}", Client.AdminKey,
                new PolicyRequest(agent.Policy.Name, spec, AgentId: agent.AgentId));
            await http.CallUntilAsync(
                second, token, deny ? HttpStatusCode.OK : HttpStatusCode.Forbidden, deny ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        Console.WriteLine($"policy change to effect, {times}");
        return times.At(0.99) <= boundMs ? 0 : 1;
    }
}
