using FourRunr.Faults.Gateway;
using FourRunr.Faults.Scenarios;
using FourRunr.Faults.Spending;
using Xunit;

namespace FourRunr.Faults.Tests.Scenarios;

/// <summary>Every fault once, briefly, one after the other on one gateway; run.sh --long of tests/faults takes its time.</summary>
public sealed class FaultMatrixTests(FaultMatrixTests.RunningGateway running, ITestOutputHelper output) : IClassFixture<FaultMatrixTests.RunningGateway>
{
    private const int Kills = 4;

    public static TheoryData<string> ModelFaults => [.. ModelMatrix.All.Select(fault => fault.Name)];

    public static TheoryData<string> Faults => [.. FaultMatrix.All.Select(fault => fault.Name)];

    [Theory, MemberData(nameof(Faults))]
    public Task Fault_EveryPromiseIsKept(string fault) => RunAsync(FaultMatrix.All.Single(scenario => scenario.Name == fault));

    [Fact]
    public async Task RandomKills_EveryPromiseIsKept()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await RunAsync(KillCycles.Of(Kills, new Random(seed)));
    }

    [Theory, MemberData(nameof(ModelFaults))]
    public async Task FaultUnderBudgetedModels_EveryMicrodollarIsAccountedFor(string fault)
    {
        output.WriteLine($"seed {running.Seed}");
        var result = await running.ModelRun.RunAsync(ModelMatrix.All.Single(scenario => scenario.Name == fault));
        output.WriteLine($"{result}");
        Assert.All(result.Agents, agent => Assert.True(agent.Billed > 0, "There was no load."));
        Assert.Empty(result.Violations);
    }

    private async Task RunAsync(FaultScenario scenario)
    {
        var result = await running.Run.RunAsync(scenario);
        output.WriteLine($"{result}");
        Assert.True(result.Calls.Count > 50, "There was no load.");
        Assert.Empty(result.Violations);
    }

    public sealed class RunningGateway : IAsyncLifetime
    {
        private FaultyGateway? _gateway;
        private FaultRun? _run;
        private ModelRun? _modelRun;

        public int Seed { get; } = Random.Shared.Next();

        internal FaultRun Run => _run!;

        internal ModelRun ModelRun => _modelRun!;

        public async ValueTask InitializeAsync()
        {
            _gateway = await FaultyGateway.StartAsync(TimeProvider.System);
            _run = new FaultRun(_gateway, isLong: false, TimeProvider.System);
            _modelRun = new ModelRun(_gateway, isLong: false, new Random(Seed), TimeProvider.System);
            await _run.WarmUpAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _run?.Dispose();
            _modelRun?.Dispose();
            if (_gateway is not null)
            {
                await _gateway.DisposeAsync();
            }
        }
    }
}
