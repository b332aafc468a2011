using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Errors;
using Xunit;

namespace FourRunr.Shared.Tests.Caching;

/// <summary>What happens while a question is under way.</summary>
public sealed class AnswerCacheRaceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly AnswerCacheUnderTest _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Get_InvalidatedWhileTheQuestionIsUnderWay_OldAnswerIsNeverReturned()
    {
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = number => number == 1 ? held.Task : Task.FromResult(AnswerCacheUnderTest.Say("new"));
        var first = _cache.GetAsync();
        var waiting = _cache.GetAsync();
        Assert.Equal(1, _cache.Questions);

        _cache.Channel.Invalidate(AnswerCacheUnderTest.Subject);
        held.SetResult(AnswerCacheUnderTest.Say("old"));

        Assert.Equal("new", await first);
        Assert.Equal("new", await waiting);
        Assert.Equal("new", await _cache.GetAsync());
    }

    [Fact]
    public async Task Get_OtherSubjectInvalidatedMeanwhile_AnswerIsKept()
    {
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = _ => held.Task;
        var first = _cache.GetAsync();

        _cache.Channel.Invalidate("token:2");
        held.SetResult(AnswerCacheUnderTest.Say("answer"));

        Assert.Equal("answer", await first);
        Assert.Equal("answer", await _cache.GetAsync());
        Assert.Equal(1, _cache.Questions);
    }

    [Fact]
    public async Task Get_InvalidatedDuringEveryQuestion_UnavailableInsteadOfAnOldAnswer()
    {
        _cache.Service = number =>
        {
            _cache.Channel.Invalidate(AnswerCacheUnderTest.Subject);
            return Task.FromResult(AnswerCacheUnderTest.Say($"answer {number}"));
        };

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }

    [Fact]
    public async Task Get_ServiceGoesAwayAfterAnInvalidation_OldAnswerDoesNotComeBack()
    {
        await _cache.GetAsync();
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = _ => held.Task;
        _cache.Clock.Advance(TimeSpan.FromSeconds(6));
        var renewal = _cache.GetAsync();

        _cache.Channel.Invalidate(AnswerCacheUnderTest.Subject);
        _cache.TakeServiceAway();
        held.SetException(new DependencyUnavailableException("the service"));

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => renewal);
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_ManyEqualQuestionsAtOnce_OneIsAsked(bool keep)
    {
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = number => number == 1 ? held.Task : Task.FromResult(AnswerCacheUnderTest.Say($"answer {number}", keep: keep));
        var all = Enumerable.Range(0, 200).Select(_ => _cache.GetAsync()).ToArray();

        held.SetResult(AnswerCacheUnderTest.Say("answer", keep: keep));

        Assert.All(await Task.WhenAll(all), answer => Assert.Equal("answer", answer));
        Assert.Equal(1, _cache.Questions);
    }

    [Fact]
    public async Task Get_FirstCallerGivesUp_OthersStillGetTheAnswer()
    {
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = _ => held.Task;
        using var hangUp = new CancellationTokenSource();
        var first = _cache.GetAsync(cancellationToken: hangUp.Token);
        var others = Enumerable.Range(0, 5).Select(_ => _cache.GetAsync()).ToArray();

        await hangUp.CancelAsync();
        held.SetResult(AnswerCacheUnderTest.Say("answer"));

        Assert.All(await Task.WhenAll(others), answer => Assert.Equal("answer", answer));
        await Task.WhenAny(first).WaitAsync(Patience);
    }

    [Fact]
    public async Task Get_AWaitingCallerGivesUp_OnlyThatOneIsCancelled()
    {
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = _ => held.Task;
        using var hangUp = new CancellationTokenSource();
        var first = _cache.GetAsync();
        var waiting = _cache.GetAsync(cancellationToken: hangUp.Token);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        held.SetResult(AnswerCacheUnderTest.Say("answer"));

        Assert.Equal("answer", await first);
        Assert.Equal(1, _cache.Questions);
    }

    [Fact]
    public async Task Get_DifferentKeys_AreAskedApart()
    {
        Assert.Equal("answer 1", await _cache.GetAsync(key: "one"));
        Assert.Equal("answer 2", await _cache.GetAsync(key: "two"));
    }

    /// <summary>The cache renews by the machine's own clock too, so this test takes the three seconds that it is about.</summary>
    [Fact]
    public async Task Get_BusyKey_IsRenewedBeforeItEndsWhileCallersGetTheAnswerAtOnce()
    {
        var held = new TaskCompletionSource<CacheableAnswer<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Service = number => number == 1 ? Task.FromResult(AnswerCacheUnderTest.Say("first")) : held.Task;
        using var deadline = new CancellationTokenSource(Patience);
        var tick = TimeSpan.FromMilliseconds(50);
        using var timer = new PeriodicTimer(tick);

        while (_cache.Questions < 2)
        {
            _cache.Clock.Advance(tick);
            Assert.Equal("first", await _cache.GetAsync(cancellationToken: deadline.Token));
            await timer.WaitForNextTickAsync(deadline.Token);
        }

        Assert.Equal("first", await _cache.GetAsync(cancellationToken: deadline.Token));
        held.SetResult(AnswerCacheUnderTest.Say("renewed"));
        while (await _cache.GetAsync(cancellationToken: deadline.Token) != "renewed")
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }

        Assert.Equal(2, _cache.Questions);
    }
}
