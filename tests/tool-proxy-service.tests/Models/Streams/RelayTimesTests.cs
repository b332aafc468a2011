using System.IO.Pipelines;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>Silence, slow callers and callers that go away.</summary>
public sealed class RelayTimesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly AwaitedClock _clock = new();
    private readonly Pipe _provider = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly WatchedBody _body;
    private readonly RecordedCaller _caller = new();
    private int _sent;

    public RelayTimesTests() => _body = new WatchedBody(_provider.Reader.AsStream());

    [Fact]
    public async Task RunAsync_SilentProvider_EndsAfterTheIdleTime()
    {
        var relaying = RunAsync(Request());
        await SendAsync("data: {\"choices\":[]}\n\n");
        await _caller.WrittenAsync();

        await _clock.WaitedForAsync(IdleTime);
        _clock.Advance(IdleTime - TimeSpan.FromSeconds(1));
        Assert.False(relaying.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var result = await relaying.WaitAsync(Patience);
        Assert.Equal(StreamEnd.Silence, result.Ended);
        Assert.Equal(GatewayErrors.UpstreamTimeout, result.Why!.Kind);
        Assert.StartsWith("data: {\"error\":", Encoding.UTF8.GetString(result.End.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProviderThatSpeaksNowAndThen_IsSilentOnlyAfterItsLastWord()
    {
        var relaying = RunAsync(Request());
        for (var i = 0; i < 5; i++)
        {
            await SendAsync("data: {\"choices\":[]}\n\n");
            await _caller.WrittenAsync();
            _clock.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.False(relaying.IsCompleted);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!relaying.IsCompleted)
        {
            await pace.WaitForNextTickAsync();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(StreamEnd.Silence, (await relaying).Ended);
        // The last word was at 160 s.
        Assert.True(_clock.GetUtcNow() - _clock.Start >= TimeSpan.FromSeconds(160) + IdleTime);
    }

    [Fact]
    public async Task RunAsync_CallerWithoutHaste_IsNoSilenceOfTheProvider()
    {
        var taking = new TaskCompletionSource();
        _caller.TakeAsync = taking.Task.WaitAsync;
        var relaying = RunAsync(Request());
        await SendAsync("data: {\"choices\":[]}\n\ndata: [DONE]\n\n");
        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        taking.SetResult();

        Assert.Equal(StreamEnd.Completed, (await relaying.WaitAsync(Patience)).Ended);
    }

    [Fact]
    public async Task RunAsync_SlowCaller_IsWaitedFor()
    {
        var taking = new SemaphoreSlim(0);
        _caller.TakeAsync = taking.WaitAsync;
        var one = Encoding.UTF8.GetBytes("data: {\"choices\":[]}\n\n");
        using var body = new ChunkedBody(Enumerable.Repeat<ReadOnlyMemory<byte>>(one, 100_000));
        var relaying = RunAsync(Request(), body);

        for (var i = 1; i <= 20; i++)
        {
            taking.Release();
            await _caller.WrittenAsync();
        }

        // What the caller has taken, and what is on its way: not one event more was read.
        Assert.InRange(body.BytesRead, 20 * one.Length, 21 * one.Length);
        await _caller.GoAsync();
        Assert.Equal(StreamEnd.CallerGone, (await relaying.WaitAsync(Patience)).Ended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_CallerGone_EndsAtOnceAndIsCounted(bool filters)
    {
        var relaying = RunAsync(Request() with { Filters = filters ? Relays.Filters(block: ["x.*y"]) : null, CountTokens = text => text.Length });
        await SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"12345\"}}]}\n\n");
        if (!filters)
        {
            await _caller.WrittenAsync();
        }

        await _caller.GoAsync();

        var result = await relaying.WaitAsync(Patience);
        Assert.Equal(StreamEnd.CallerGone, result.Ended);
        Assert.True(result.End.IsEmpty);
        Assert.Null(result.Why);
        Assert.Equal(UsageSource.Estimated, result.Usage.Source);
        Assert.Equal(1_000, result.Usage.Input);
    }

    [Fact]
    public async Task RunAsync_WriteFails_CallerIsGone()
    {
        _caller.TakeAsync = _ => throw new IOException("reset");
        var relaying = RunAsync(Request());
        await SendAsync("data: {\"choices\":[]}\n\n");

        Assert.Equal(StreamEnd.CallerGone, (await relaying.WaitAsync(Patience)).Ended);
    }

    [Fact]
    public async Task RunAsync_CallTooLong_IsStopped()
    {
        using var total = new CancellationTokenSource();
        var relaying = RunAsync(Request(), stopped: total.Token);
        await SendAsync("data: {\"choices\":[]}\n\n");
        await _caller.WrittenAsync();

        await total.CancelAsync();

        var result = await relaying.WaitAsync(Patience);
        Assert.Equal(StreamEnd.Stopped, result.Ended);
        Assert.Equal(GatewayErrors.UpstreamTimeout, result.Why!.Kind);
    }

    [Fact]
    public async Task RunAsync_ProviderBreaks_IsCut()
    {
        var relaying = RunAsync(Request());
        await SendAsync("data: {\"choices\":[]}\n\n");
        await _provider.Writer.CompleteAsync(new IOException("The password is hunter2."));

        var result = await relaying.WaitAsync(Patience);
        Assert.Equal(StreamEnd.Cut, result.Ended);
        Assert.DoesNotContain("hunter2", Encoding.UTF8.GetString(result.End.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AnswerHeldBack_KeepsTheConnectionAlive()
    {
        var relaying = RunAsync(Request() with { Filters = Relays.Filters(block: ["x.*y"]) });
        for (var i = 0; i < 3; i++)
        {
            // The provider is not silent; only the caller hears nothing.
            await SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"}}]}\n\n");
            await ReadAllAsync();
            await _clock.WaitedForAsync(KeepAlive);
            _clock.Advance(KeepAlive);
            await _caller.WrittenAsync();
        }

        await SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

        var result = await relaying.WaitAsync(Patience);
        Assert.Equal(StreamEnd.Completed, result.Ended);
        Assert.Equal([": waiting\n\n", ": waiting\n\n", ": waiting\n\n"], _caller.Writes.Take(3));
        Assert.Equal("ababab", ReceivedEvents.Of(_caller.Received).Pieces(ModelDialect.ChatCompletions));
        Assert.Equal(_caller.Received.Length, result.Bytes);
    }

    [Fact]
    public async Task RunAsync_TextHeldBackByAWindow_KeepsTheConnectionAlive()
    {
        var relaying = RunAsync(Request() with { Filters = Relays.Filters(block: ["[a-z]{100}"]) });
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"AB\"}}]}\n\n");
        }

        await _caller.WrittenAsync();
        await SendAsync("data: [DONE]\n\n");

        Assert.Equal(StreamEnd.Completed, (await relaying.WaitAsync(Patience)).Ended);
        Assert.Equal(": waiting\n\n", _caller.Writes[0]);
        Assert.Equal("ABABABAB", ReceivedEvents.Of(_caller.Received).Pieces(ModelDialect.ChatCompletions));
    }

    [Fact]
    public async Task RunAsync_CallerGoneWhileKeptAlive_NobodyReadsOn()
    {
        _caller.TakeAsync = _ => throw new IOException("reset");
        var relaying = RunAsync(Request() with { Filters = Relays.Filters(block: ["x.*y"]) });
        await SendAsync("data: {\"choices\":[]}\n\n");

        await ReadAllAsync();
        await _clock.WaitedForAsync(KeepAlive);
        _clock.Advance(KeepAlive);

        Assert.Equal(StreamEnd.CallerGone, (await relaying.WaitAsync(Patience)).Ended);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _body.Dispose();
    }

    private RelayRequest Request() => Relays.Request(ModelDialect.ChatCompletions, _caller) with { Clock = _clock };

    private async Task<RelayResult> RunAsync(RelayRequest request, Stream? body = null, CancellationToken stopped = default) =>
        (await Relays.RunAsync(request, body ?? _body, stopped: stopped)).Result;

    private async Task SendAsync(string events)
    {
        _sent++;
        await _provider.Writer.WriteAsync(Encoding.UTF8.GetBytes(events));
    }

    /// <summary>What was sent, each piece by itself, has been passed on, and the relay waits for more.</summary>
    private Task ReadAllAsync() => Eventually.TrueAsync(() => _body.Waits > _sent, "the relay waits for more");
}
