using FourRunr.Faults.Gateway;
using FourRunr.Faults.Scenarios;
using Xunit;

namespace FourRunr.Faults.Tests.Scenarios;

/// <summary>Every fault once, briefly, one after the other on one gateway; run.sh --long of tests/faults takes its time.</summary>
public sealed class FaultMatrixTests(FaultMatrixTests.RunningGateway running, ITestOutputHelper output) : IClassFixture<FaultMatrixTests.RunningGateway>
{
    private const int Kills = 4;

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

        internal FaultRun Run => _run!;

        public async ValueTask InitializeAsync()
        {
            _gateway = await FaultyGateway.StartAsync(TimeProvider.System);
            _run = new FaultRun(_gateway, isLong: false, TimeProvider.System);
            await _run.WarmUpAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _run?.Dispose();
            if (_gateway is not null)
            {
                await _gateway.DisposeAsync();
            }
        }
    }
}
