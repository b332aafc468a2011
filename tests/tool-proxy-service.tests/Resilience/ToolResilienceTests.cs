using FourRunr.Contracts;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.Tools;
using Polly.CircuitBreaker;
using Xunit;
using static FourRunr.ToolProxy.Tests.Resilience.ScriptedAdapter;

namespace FourRunr.ToolProxy.Tests.Resilience;

public sealed class ToolPipelineTests
{
    [Fact]
    public async Task Call_TwoTransientFailures_ThirdAttemptCounts()
    {
        var tool = new ScriptedAdapter(Fail(), Fail(mayHaveActed: true), Ok);
        var action = tool.Action();

        var answer = await new TestPipelines(action).CallAsync(Request(action));

        Assert.IsType<ToolResult.Success>(answer.Result);
        Assert.Equal(3, answer.Attempts);
    }

    [Fact]
    public async Task Call_FailsForever_FourAttemptsThenTheFailure()
    {
        var tool = new ScriptedAdapter(Fail());
        var action = tool.Action();

        var answer = await new TestPipelines(action).CallAsync(Request(action));

        Assert.Equal(GatewayErrors.UpstreamFailed, Failure(answer).Why.Kind);
        Assert.Equal(4, answer.Attempts);
        Assert.Equal(4, tool.Attempts);
    }

    [Fact]
    public async Task Call_CallersFault_NotRepeated()
    {
        var tool = new ScriptedAdapter(Fail(transient: false, kind: GatewayErrors.ParamsInvalid), Ok);
        var action = tool.Action();

        Assert.Equal(1, (await new TestPipelines(action).CallAsync(Request(action))).Attempts);
    }

    [Theory]
    [InlineData(null, false, 1)]
    [InlineData(null, true, 1)]
    [InlineData("a-key", false, 2)]
    [InlineData("a-key", true, 1)]
    public async Task Call_NotIdempotent_RepeatedOnlyWithKeyAndWhenSurelyNothingHappened(string? key, bool mayHaveActed, int attempts)
    {
        var tool = new ScriptedAdapter(Fail(mayHaveActed: mayHaveActed), Ok);
        var action = tool.Action(idempotent: false, ToolAction.Write);

        var answer = await new TestPipelines(action).CallAsync(Request(action, key));

        Assert.Equal(attempts, answer.Attempts);
    }

    [Fact]
    public async Task Call_NotIdempotentHangs_OneAttemptAndItMayHaveActed()
    {
        var tool = new ScriptedAdapter(Hang);
        var action = tool.Action(idempotent: false, ToolAction.Write);

        var answer = await new TestPipelines(action).CallAsync(Request(action, "a-key"));

        Assert.Equal(GatewayErrors.UpstreamTimeout, Failure(answer).Why.Kind);
        Assert.True(Failure(answer).MayHaveActed);
        Assert.Equal(1, tool.Attempts);
    }

    [Fact]
    public async Task Call_EarlierAttemptMayHaveActed_LastFailureSaysSo()
    {
        var tool = new ScriptedAdapter(Fail(mayHaveActed: true), Fail(transient: false));
        var action = tool.Action();

        var answer = await new TestPipelines(action).CallAsync(Request(action));

        Assert.Equal(2, answer.Attempts);
        Assert.True(Failure(answer).MayHaveActed);
    }

    [Fact]
    public async Task Call_HangsAgainAndAgain_AllAttemptsTogetherHaveTheirTime()
    {
        var tool = new ScriptedAdapter(Hang);
        var action = tool.Action(times: new ToolTimes { Attempt = TimeSpan.FromSeconds(2), Total = TimeSpan.FromSeconds(5) });
        var test = new TestPipelines(action);

        var call = test.Pipelines.For(Request(action)).CallAsync(Request(action));
        test.Clock.Advance(TimeSpan.FromSeconds(4.999));
        Assert.False(call.IsCompleted);
        test.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var answer = await call.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(GatewayErrors.UpstreamTimeout, Failure(answer).Why.Kind);
        Assert.True(Failure(answer).MayHaveActed);
    }

    [Fact]
    public async Task Call_ToolAsksForShortPause_PauseIsKept()
    {
        var tool = new ScriptedAdapter(Fail(retryAfter: TimeSpan.FromSeconds(2), kind: GatewayErrors.ToolBusy), Ok);
        var action = tool.Action();
        var test = new TestPipelines(action);
        var started = test.Clock.GetUtcNow();

        var answer = await test.CallAsync(Request(action));

        Assert.IsType<ToolResult.Success>(answer.Result);
        Assert.True(test.Clock.GetUtcNow() - started >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Call_ToolIsBusyAndDoesNotSayHowLong_AskedOnceAndTheCallerWaitsLongerEachTime()
    {
        var tool = new ScriptedAdapter(Fail(kind: GatewayErrors.ToolBusy));
        var action = tool.Action();
        var test = new TestPipelines(action);
        var waits = new List<double>();

        for (var i = 0; i < 9; i++)
        {
            var answer = await test.CallAsync(Request(action));
            Assert.Equal((1, GatewayErrors.ToolBusy), (answer.Attempts, Failure(answer).Why.Kind));
            waits.Add(Failure(answer).Why.RetryAfter!.Value.TotalSeconds);
            test.Clock.Advance(Failure(answer).Why.RetryAfter!.Value);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
        Assert.Equal(9, tool.Attempts);
    }

    [Fact]
    public async Task Call_ToolWasBusy_AfterAnAnswerTheWaitIsShortAgain()
    {
        var tool = new ScriptedAdapter(Fail(kind: GatewayErrors.ToolBusy), Fail(kind: GatewayErrors.ToolBusy), Ok, Fail(kind: GatewayErrors.ToolBusy));
        var action = tool.Action();
        var test = new TestPipelines(action);
        var waits = new List<double?>();

        for (var i = 0; i < 4; i++)
        {
            waits.Add(((await test.CallAsync(Request(action))).Result as ToolResult.Failure)?.Why.RetryAfter?.TotalSeconds);
            test.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal([1, 2, null, 1], waits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(30)]
    public async Task Call_ToolIsBusyAgainAndAgain_BreakerStaysClosed(int? seconds)
    {
        var tool = new ScriptedAdapter(Fail(kind: GatewayErrors.ToolBusy, retryAfter: seconds is null ? null : TimeSpan.FromSeconds(seconds.Value)));
        var action = tool.Action();
        var test = new TestPipelines(action);

        for (var i = 0; i < 30; i++)
        {
            Assert.InRange((await test.CallAsync(Request(action))).Attempts, 1, 2);
        }

        Assert.Equal(CircuitState.Closed, Assert.Single(test.Pipelines.Of(action)).State);
    }

    [Fact]
    public async Task Call_ToolAsksForLongPause_CallerHearsOfIt()
    {
        var tool = new ScriptedAdapter(Fail(retryAfter: TimeSpan.FromSeconds(30), kind: GatewayErrors.ToolBusy), Ok);
        var action = tool.Action();

        var answer = await new TestPipelines(action).CallAsync(Request(action));

        Assert.Equal(TimeSpan.FromSeconds(30), Failure(answer).Why.RetryAfter);
        Assert.Equal(1, tool.Attempts);
    }

    [Fact]
    public async Task Call_MoreAtOnceThanAllowed_RestIsRefusedWithoutAsking()
    {
        var release = new TaskCompletionSource<ToolResult>();
        var tool = new ScriptedAdapter(_ => release.Task);
        var action = tool.Action(times: new ToolTimes { MaxConcurrent = 2 });
        var test = new TestPipelines(action);
        var request = Request(action);

        var running = Enumerable.Range(0, 2).Select(_ => test.Pipelines.For(request).CallAsync(request)).ToList();
        var refused = await test.Pipelines.For(request).CallAsync(request);
        release.SetResult(ToolResult.Mocked(null));
        await Task.WhenAll(running);

        Assert.Equal(GatewayErrors.ToolBusy, Failure(refused).Why.Kind);
        Assert.False(Failure(refused).MayHaveActed);
        Assert.Equal(2, tool.Attempts);
    }

    [Fact]
    public async Task Call_AdapterThrows_InternalErrorThatMayHaveActed()
    {
        var tool = new ScriptedAdapter(_ => throw new InvalidOperationException("canary"));
        var action = tool.Action();

        var answer = await new TestPipelines(action).CallAsync(Request(action));

        Assert.Equal(GatewayErrors.Internal, Failure(answer).Why.Kind);
        Assert.True(Failure(answer).MayHaveActed);
        Assert.Null(Failure(answer).Why.Detail);
    }

    [Fact]
    public async Task Call_EveryAttempt_IsToldBeforeItBegins()
    {
        var told = 0;
        var tool = new ScriptedAdapter(_ => Fail()(default), _ => told == 2 ? Ok(default) : throw new InvalidOperationException());
        var action = tool.Action();

        var answer = await new TestPipelines(action).CallAsync(Request(action) with { OnAttempt = () => told++ });

        Assert.IsType<ToolResult.Success>(answer.Result);
    }

    [Fact]
    public async Task Breaker_ToolHangsUntilTheTotalLimit_Opens()
    {
        var tool = new ScriptedAdapter(Hang);
        var action = tool.Action(times: new ToolTimes { Attempt = TimeSpan.FromSeconds(2), Total = TimeSpan.FromSeconds(2) });
        var test = new TestPipelines(action);
        var calls = Enumerable.Range(0, BreakerSettings.MinimumThroughput)
            .Select(_ => test.Pipelines.For(Request(action)).CallAsync(Request(action))).ToList();

        test.Clock.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(CircuitState.Open, test.Pipelines.For(Request(action)).State);
    }

    [Fact]
    public async Task Breaker_ToolFails_OpensProbesAndCloses()
    {
        var healthy = false;
        var tool = new ScriptedAdapter(token => (healthy ? Ok : Fail())(token));
        var action = tool.Action(idempotent: false);
        var test = new TestPipelines(action);
        var request = Request(action);

        while (test.Pipelines.For(request).State == CircuitState.Closed)
        {
            await test.Pipelines.For(request).CallAsync(request);
            Assert.InRange(tool.Attempts, 1, BreakerSettings.MinimumThroughput);
        }

        var asked = tool.Attempts;
        var refused = await test.Pipelines.For(request).CallAsync(request);
        Assert.Equal(GatewayErrors.BreakerOpen, Failure(refused).Why.Kind);
        Assert.InRange(Failure(refused).Why.RetryAfter!.Value, TimeSpan.FromSeconds(0.1), BreakerSettings.Break);
        Assert.Equal(asked, tool.Attempts);

        // The probe fails: open again, after one attempt.
        test.Clock.Advance(BreakerSettings.Break);
        await test.Pipelines.For(request).CallAsync(request);
        Assert.Equal(asked + 1, tool.Attempts);
        Assert.Equal(CircuitState.Open, test.Pipelines.For(request).State);

        healthy = true;
        test.Clock.Advance(BreakerSettings.Break);
        Assert.IsType<ToolResult.Success>(await test.Pipelines.For(request).CallAsync(request));
        Assert.Equal(CircuitState.Closed, test.Pipelines.For(request).State);
    }

    [Fact]
    public async Task Breaker_CallersFaults_NeverOpen()
    {
        var tool = new ScriptedAdapter(Fail(transient: false, kind: GatewayErrors.ParamsInvalid));
        var action = tool.Action();
        var test = new TestPipelines(action);

        for (var i = 0; i < 50; i++)
        {
            await test.CallAsync(Request(action));
        }

        Assert.Equal(50, tool.Attempts);
        Assert.Equal(CircuitState.Closed, test.Pipelines.For(Request(action)).State);
    }

    private static ToolResult.Failure Failure(AskedTool answer) => Failure(answer.Result);

    private static ToolResult.Failure Failure(ToolResult result) => Assert.IsType<ToolResult.Failure>(result);
}
