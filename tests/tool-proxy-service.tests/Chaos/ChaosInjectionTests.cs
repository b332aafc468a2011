using System.Diagnostics.Metrics;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Tests.Resilience;
using FourRunr.ToolProxy.Tools;
using Xunit;
using static FourRunr.ToolProxy.Tests.Resilience.ScriptedAdapter;

namespace FourRunr.ToolProxy.Tests.Chaos;

public sealed class ChaosInjectionTests
{
    private const int Calls = 3000;

    [Fact]
    public async Task Error_Always_FailsWithoutAskingTheTool()
    {
        var tool = new ScriptedAdapter(Ok);
        var (test, action) = Make(tool);
        test.Chaos.Set(new ChaosRule("probe", ChaosKind.Error, 100, Until: null));

        var answer = await test.CallAsync(Request(action));

        Assert.Equal(GatewayErrors.UpstreamFailed, Assert.IsType<ToolResult.Failure>(answer.Result).Why.Kind);
        Assert.Equal((1, 0), (answer.Attempts, tool.Attempts));
    }

    [Fact]
    public async Task Timeout_Always_RunsIntoTheAttemptsTime()
    {
        var tool = new ScriptedAdapter(Ok);
        var (test, action) = Make(tool);
        test.Chaos.Set(new ChaosRule(ChaosRule.AllTools, ChaosKind.Timeout, 100, Until: null));
        var started = test.Clock.GetUtcNow();

        var answer = await test.CallAsync(Request(action), step: TimeSpan.FromSeconds(1));

        Assert.Equal(GatewayErrors.UpstreamTimeout, Assert.IsType<ToolResult.Failure>(answer.Result).Why.Kind);
        Assert.True(test.Clock.GetUtcNow() - started >= action.Times.Attempt);
        Assert.Equal(0, tool.Attempts);
    }

    [Fact]
    public async Task Jitter_Always_LateAnswer()
    {
        var tool = new ScriptedAdapter(Ok);
        var (test, action) = Make(tool);
        test.Chaos.Set(new ChaosRule("probe", ChaosKind.Jitter, 100, Until: null));
        var started = test.Clock.GetUtcNow();

        var answer = await test.CallAsync(Request(action));

        Assert.IsType<ToolResult.Success>(answer.Result);
        Assert.True(test.Clock.GetUtcNow() - started >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Mixed_Thirty_ATenthOfEachKind()
    {
        var random = new Random(4);
        var tool = new ScriptedAdapter(Ok);
        var (test, action) = Make(tool, random.NextDouble);
        test.Chaos.Set(new ChaosRule("probe", ChaosKind.Mixed, 30, Until: null));

        int errors = 0, timeouts = 0;
        for (var i = 0; i < Calls; i++)
        {
            // So few calls in the breaker's window that it never concludes anything.
            test.Clock.Advance(TimeSpan.FromSeconds(10));
            var result = (await test.CallAsync(Request(action), step: TimeSpan.FromSeconds(1))).Result;
            errors += result is ToolResult.Failure { Why.Kind: var error } && error == GatewayErrors.UpstreamFailed ? 1 : 0;
            timeouts += result is ToolResult.Failure { Why.Kind: var timeout } && timeout == GatewayErrors.UpstreamTimeout ? 1 : 0;
        }

        Assert.InRange(errors, Calls * 0.075, Calls * 0.125);
        Assert.InRange(timeouts, Calls * 0.075, Calls * 0.125);
    }

    [Theory]
    [InlineData(nameof(ChaosKind.Error), 4)]
    [InlineData(nameof(ChaosKind.Timeout), 3)]
    [InlineData(nameof(ChaosKind.Jitter), 1)]
    public async Task Injection_IsCountedAsItBegins(string name, int injected)
    {
        var kind = Enum.Parse<ChaosKind>(name);
        var (test, action) = Make(new ScriptedAdapter(Ok));
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == test.Meter && instrument.Name == "gateway_chaos_injections")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var label = tags.ToArray().Single(tag => tag.Key == "kind").Value!.ToString()!;
            counted[label] = counted.GetValueOrDefault(label) + count;
        });
        listener.Start();
        test.Chaos.Set(new ChaosRule("probe", kind, 100, Until: null));

        var answer = await test.CallAsync(Request(action), step: TimeSpan.FromMilliseconds(500));

        Assert.Equal(answer.Attempts, counted[name.ToLowerInvariant()]);
        Assert.Single(counted);
        Assert.InRange(answer.Attempts, 1, injected);
    }

    [Fact]
    public async Task OtherTool_Untouched()
    {
        var tool = new ScriptedAdapter(Ok);
        var (test, action) = Make(tool);
        test.Chaos.Set(new ChaosRule("another", ChaosKind.Error, 100, Until: null));

        Assert.IsType<ToolResult.Success>((await test.CallAsync(Request(action))).Result);
    }

    [Fact]
    public async Task Rule_ItsTimeIsOver_Untouched()
    {
        var tool = new ScriptedAdapter(Ok);
        var (test, action) = Make(tool);
        test.Chaos.Set(new ChaosRule("probe", ChaosKind.Error, 100, test.Clock.GetUtcNow() + TimeSpan.FromMinutes(1)));

        test.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<ToolResult.Success>((await test.CallAsync(Request(action))).Result);
        Assert.Empty(test.Chaos.All);
    }

    /// <summary>Not idempotent, so that every call is one attempt.</summary>
    private static (TestPipelines Test, ToolAction Action) Make(ScriptedAdapter tool, Func<double>? randomizer = null)
    {
        var action = tool.Action(idempotent: false);
        return (randomizer is null ? new TestPipelines(action) : new TestPipelines([action], randomizer), action);
    }
}
