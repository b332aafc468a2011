using System.Net;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Xunit;

namespace FourRunr.Shared.Tests.Resilience;

public sealed class DependencyPipelineTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly DependencyOptions _options = new();
    private int _attempts;

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task Execute_FaultyAnswer_IsTriedThreeTimes(HttpStatusCode status)
    {
        using var response = await RunAsync(Build(TimeProvider.System), () => Answer(status));

        Assert.Equal((status, 3), (response.StatusCode, _attempts));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Execute_OtherAnswer_IsTriedOnce(HttpStatusCode status)
    {
        using var response = await RunAsync(Build(_clock), () => Answer(status));

        Assert.Equal((status, 1), (response.StatusCode, _attempts));
    }

    [Fact]
    public async Task Execute_ConnectionFailsOnce_SecondAttemptAnswers()
    {
        using var response = await RunAsync(Build(TimeProvider.System), () =>
            _attempts == 1 ? throw new HttpRequestException("planned") : Answer(HttpStatusCode.OK));

        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, _attempts));
    }

    [Fact]
    public async Task Execute_AttemptHangs_EndsByItsOwnLimitWithoutRetry()
    {
        var call = RunAsync(Build(_clock), HangAsync);

        _clock.Advance(_options.AttemptTimeout - Moment);
        Assert.False(call.IsCompleted);
        _clock.Advance(Moment);

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Execute_RetryHangs_TotalLimitEndsAllAttempts()
    {
        _options.TotalTimeout = TimeSpan.FromMilliseconds(300);
        _options.AttemptTimeout = TimeSpan.FromSeconds(30);

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => RunAsync(
            Build(TimeProvider.System), token => _attempts == 1 ? Answer(HttpStatusCode.BadGateway) : HangAsync(token)));

        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Execute_BreakerOpen_FailsAtOnceWithoutAttemptOrRetry()
    {
        var pipeline = await BrokenAsync();
        var attempts = _attempts;

        // The clock stands still: a retry would never end.
        await Assert.ThrowsAsync<BrokenCircuitException>(() => RunAsync(pipeline, () => Answer(HttpStatusCode.OK)));

        Assert.Equal(attempts, _attempts);
    }

    [Fact]
    public async Task Execute_AfterTheBreak_OneProbeClosesIt()
    {
        var pipeline = await BrokenAsync();
        _clock.Advance(DependencyPipeline.BreakDuration);

        using var probe = await RunAsync(pipeline, () => Answer(HttpStatusCode.OK));
        using var next = await RunAsync(pipeline, () => Answer(HttpStatusCode.OK));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [probe.StatusCode, next.StatusCode]);
    }

    [Fact]
    public async Task Execute_ProbeFails_StaysOpenForAnotherBreak()
    {
        var pipeline = await BrokenAsync();
        _clock.Advance(DependencyPipeline.BreakDuration);
        var attempts = _attempts;
        using var hangUp = new CancellationTokenSource();
        var probe = RunAsync(pipeline, _ => Answer(HttpStatusCode.BadGateway), hangUp.Token);

        await Assert.ThrowsAsync<BrokenCircuitException>(() => RunAsync(pipeline, () => Answer(HttpStatusCode.OK)));

        Assert.Equal(attempts + 1, _attempts);
        await EndAsync(hangUp, probe);
    }

    [Fact]
    public async Task Execute_HangingAttempts_CountAgainstTheBreaker()
    {
        var pipeline = Build(_clock);
        var calls = Enumerable.Range(0, 5).Select(_ => RunAsync(pipeline, HangAsync)).ToArray();
        _clock.Advance(_options.AttemptTimeout);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => Task.WhenAll(calls));

        await Assert.ThrowsAsync<BrokenCircuitException>(() => RunAsync(pipeline, HangAsync));
    }

    private static Task<HttpResponseMessage> Answer(HttpStatusCode status) => Task.FromResult(new HttpResponseMessage(status));

    private static async Task<HttpResponseMessage> HangAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        throw new InvalidOperationException("It hangs.");
    }

    /// <summary>A pipeline whose breaker five faults have opened; their callers hung up before they were tried again.</summary>
    private async Task<ResiliencePipeline<HttpResponseMessage>> BrokenAsync()
    {
        var pipeline = Build(_clock);
        using var hangUp = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 5).Select(_ => RunAsync(pipeline, _ => Answer(HttpStatusCode.InternalServerError), hangUp.Token)).ToArray();
        Assert.Equal(5, _attempts);
        await EndAsync(hangUp, Task.WhenAll(calls));
        return pipeline;
    }

    /// <summary>The pause before a retry is random and may be none: then the open breaker ended the call already.</summary>
    private static async Task EndAsync(CancellationTokenSource hangUp, Task call)
    {
        await hangUp.CancelAsync();
        var end = await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.True(end is OperationCanceledException or BrokenCircuitException, end.ToString());
    }

    private ResiliencePipeline<HttpResponseMessage> Build(TimeProvider clock) => DependencyPipeline.Build(_options, clock);

    private Task<HttpResponseMessage> RunAsync(ResiliencePipeline<HttpResponseMessage> pipeline, Func<Task<HttpResponseMessage>> attempt) =>
        RunAsync(pipeline, _ => attempt());

    private Task<HttpResponseMessage> RunAsync(
        ResiliencePipeline<HttpResponseMessage> pipeline,
        Func<CancellationToken, Task<HttpResponseMessage>> attempt,
        CancellationToken cancellationToken = default) =>
        pipeline.ExecuteAsync(
            async token =>
            {
                Interlocked.Increment(ref _attempts);
                return await attempt(token);
            },
            cancellationToken).AsTask();
}
