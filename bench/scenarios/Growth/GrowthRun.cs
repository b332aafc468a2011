using FourRunr.Bench.Scenarios.Machine;
using FourRunr.Bench.Scenarios.Saturation;
using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>Everything of <c>bench/growth.sh</c>: first the gateway standalone, then with Postgres and Redis.</summary>
internal static class GrowthRun
{
    public static async Task<int> MeasureAsync(Client http, GrowthPlan plan)
    {
        var other = new OtherWork();
        var runner = new RoundRunner(plan.Load);
        var standalone = await StandaloneAsync(http, plan, runner);
        var cluster = await ClusterAsync(http, plan, runner);
        return await GrowthReport.WriteAsync([standalone, cluster], plan, runner.Faults, other);
    }

    private static async Task<GrowingGateway> StandaloneAsync(Client http, GrowthPlan plan, RoundRunner runner)
    {
        await using var start = new StandaloneServer("standalone at the start");
        await using var grown = new StandaloneServer();
        var growing = new GrowingGateway("standalone", start, grown, plan, runner, http);
        await growing.RunAsync();
        return growing;
    }

    private static async Task<GrowingGateway> ClusterAsync(Client http, GrowthPlan plan, RoundRunner runner)
    {
        await using var start = new ClusterServer("Postgres + Redis at the start", number: 1);
        await using var grown = new ClusterServer();
        await start.MakeDatabaseAsync();
        await grown.MakeDatabaseAsync();
        var growing = new GrowingGateway("Postgres + Redis", start, grown, plan, runner, http);
        await growing.RunAsync();
        return growing;
    }
}
