using System.Diagnostics.Metrics;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tools;
using Polly.CircuitBreaker;
using Xunit;
using static FourRunr.ToolProxy.Tests.Resilience.ScriptedAdapter;

namespace FourRunr.ToolProxy.Tests.Resilience;

public sealed class ToolPipelinesTests
{
    [Fact]
    public async Task Parts_OneFails_OthersGoOn()
    {
        var (test, action) = WithParts();

        await BreakAsync(test, action, "dead.example");

        Assert.Equal(CircuitState.Open, test.Pipelines.For(Of(action, "dead.example")).State);
        Assert.IsType<ToolResult.Success>((await test.CallAsync(Of(action, "good.example"))).Result);
    }

    [Fact]
    public async Task Parts_ManyMoreThanAreKept_OpenBreakersStay()
    {
        var (test, action) = WithParts();
        await BreakAsync(test, action, "dead.example");

        for (var i = 0; i < 3000; i++)
        {
            await test.CallAsync(Of(action, $"{i}.example"));
        }

        Assert.InRange(test.Pipelines.Of(action).Count, 1, 1001);
        Assert.Equal(CircuitState.Open, test.Pipelines.For(Of(action, "dead.example")).State);
    }

    [Fact]
    public async Task Parts_ManyHang_TogetherNoMoreThanTheActionsRoom()
    {
        var tool = new ScriptedAdapter(Hang);
        var action = tool.Action(times: new ToolTimes { MaxConcurrent = 4 }) with { PartitionOf = parameters => parameters.GetProperty("host").GetString()! };
        var test = new TestPipelines(action);
        Task<ToolResult> CallAsync(string host) => test.Pipelines.For(Of(action, host)).CallAsync(Of(action, host));

        var hanging = Enumerable.Range(0, 4).Select(i => CallAsync($"{i}.example")).ToList();
        var samePart = await CallAsync("0.example");
        var fifthPart = await CallAsync("4.example");

        Assert.All((ToolResult[])[samePart, fifthPart], answer =>
            Assert.Equal(GatewayErrors.ToolBusy, Assert.IsType<ToolResult.Failure>(answer).Why.Kind));
        Assert.Equal(4, tool.Attempts);
        Assert.All(hanging, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task Metrics_BreakerState_TheWorstOfTheTool()
    {
        var (test, action) = WithParts();
        var seen = new List<(int State, object? Tool)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter == test.Meter && instrument.Name == "gateway_breaker_state")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, state, tags, _) => seen.Add((state, tags[0].Value)));
        listener.Start();

        await test.CallAsync(Of(action, "good.example"));
        listener.RecordObservableInstruments();
        await BreakAsync(test, action, "dead.example");
        listener.RecordObservableInstruments();

        Assert.Equal([(0, "probe"), (2, "probe")], seen);
    }

    [Fact]
    public void Action_Redefined_StartsAfresh()
    {
        var tool = new ScriptedAdapter(Ok);
        var (before, after) = (tool.Action(), tool.Action());
        var test = new TestPipelines(before);

        Assert.NotSame(test.Pipelines.For(Request(before)), test.Pipelines.For(Request(after)));
        Assert.Same(test.Pipelines.For(Request(before)), test.Pipelines.For(Request(before)));
    }

    private static (TestPipelines Test, ToolAction Action) WithParts()
    {
        var tool = new HostAdapter();
        var action = new ScriptedAdapter(Ok).Action() with { Adapter = tool, PartitionOf = parameters => parameters.GetProperty("host").GetString()! };
        return (new TestPipelines(action), action);
    }

    private static async Task BreakAsync(TestPipelines test, ToolAction action, string host)
    {
        while (test.Pipelines.For(Of(action, host)).State == CircuitState.Closed)
        {
            await test.CallAsync(Of(action, host));
        }
    }

    private static ToolRequest Of(ToolAction action, string host) => Request(action, parameters: $$"""{"host":"{{host}}"}""");

    private sealed class HostAdapter : IToolAdapter
    {
        public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
            (request.Parameters.GetProperty("host").GetString() == "dead.example" ? Fail() : Ok)(cancellationToken);
    }
}
