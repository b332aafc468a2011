using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Errors;
using Xunit;

namespace FourRunr.Shared.Tests.Caching;

/// <summary>How old an answer may be: 5 s; 60 s while its service is away and the channel has been live ever since.</summary>
public sealed class AnswerCacheBoundTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly AnswerCacheUnderTest _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Get_WithinFiveSeconds_IsNotAskedAgain()
    {
        await _cache.GetAsync();
        _cache.Clock.Advance(AnswerCache<string>.FreshFor);

        Assert.Equal("answer 1", await _cache.GetAsync());
        Assert.Equal(1, _cache.Questions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_AfterFiveSecondsAndServiceIsThere_IsAskedAgain(bool allowStale)
    {
        await _cache.GetAsync();
        _cache.Clock.Advance(AnswerCache<string>.FreshFor + Moment);

        Assert.Equal("answer 2", await _cache.GetAsync(allowStale));
    }

    [Fact]
    public async Task Get_ServiceAwayAndNothingKnown_Unavailable()
    {
        _cache.TakeServiceAway();

        var exception = await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());

        Assert.Equal("the service", exception.Dependency);
    }

    [Fact]
    public async Task Get_ServiceAwayAndChannelLive_OldAnswerUpToSixtySeconds()
    {
        await _cache.GetAsync();
        _cache.TakeServiceAway();

        _cache.Clock.Advance(AnswerCache<string>.StaleFor);
        Assert.Equal("answer 1", await _cache.GetAsync());

        _cache.Clock.Advance(Moment);
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }

    [Fact]
    public async Task Get_ServiceAwayAndStaleNotAllowed_Unavailable()
    {
        await _cache.GetAsync();
        _cache.TakeServiceAway();

        Assert.Equal("answer 1", await _cache.GetAsync(allowStale: false));
        _cache.Clock.Advance(AnswerCache<string>.FreshFor + Moment);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync(allowStale: false));
        Assert.Equal("answer 1", await _cache.GetAsync(allowStale: true));
    }

    [Fact]
    public async Task Get_ServiceAwayAndChannelNotLive_Unavailable()
    {
        await _cache.GetAsync();
        _cache.TakeServiceAway();
        _cache.Channel.LiveSince = null;
        _cache.Clock.Advance(AnswerCache<string>.FreshFor + Moment);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }

    [Fact]
    public async Task Get_ServiceAwayAndChannelLiveOnlySinceAfterTheAnswer_Unavailable()
    {
        await _cache.GetAsync();
        _cache.TakeServiceAway();
        _cache.Clock.Advance(Moment);
        _cache.Channel.LiveSince = _cache.Clock.GetTimestamp();
        _cache.Clock.Advance(AnswerCache<string>.FreshFor);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }

    [Fact]
    public async Task Get_ServiceAwayAndAnswerInvalidated_NeverBelievedAgain()
    {
        await _cache.GetAsync();
        _cache.TakeServiceAway();
        _cache.Channel.Invalidate(AnswerCacheUnderTest.Subject);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }

    [Fact]
    public async Task Get_ServiceBack_IsAskedAgain()
    {
        await _cache.GetAsync();
        _cache.TakeServiceAway();
        _cache.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("answer 1", await _cache.GetAsync());

        _cache.Service = _ => Task.FromResult(AnswerCacheUnderTest.Say("back"));
        _cache.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("back", await _cache.GetAsync());
    }

    [Fact]
    public async Task Get_ServiceMakesAMistake_IsNotTakenForAnOutage()
    {
        await _cache.GetAsync();
        _cache.Service = _ => throw new InvalidOperationException("planned");
        _cache.Clock.Advance(AnswerCache<string>.FreshFor + Moment);

        await Assert.ThrowsAnyAsync<Exception>(() => _cache.GetAsync());
    }

    [Fact]
    public async Task Get_AnswerHasEnded_IsAskedAgainAndNotBelievedInAnOutage()
    {
        var end = _cache.Clock.GetUtcNow().AddSeconds(2);
        _cache.Service = number => Task.FromResult(AnswerCacheUnderTest.Say($"answer {number}", number == 1 ? end : null));
        await _cache.GetAsync();

        _cache.Clock.Advance(TimeSpan.FromSeconds(2) - Moment);
        Assert.Equal("answer 1", await _cache.GetAsync());

        var working = _cache.Service;
        _cache.Clock.Advance(Moment);
        _cache.TakeServiceAway();
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());

        _cache.Service = working;
        Assert.StartsWith("answer", await _cache.GetAsync());
    }

    [Fact]
    public async Task Get_AnswerNotToKeep_IsAskedEveryTime()
    {
        _cache.Service = number => Task.FromResult(AnswerCacheUnderTest.Say($"no {number}", keep: false));

        Assert.Equal("no 1", await _cache.GetAsync());
        Assert.Equal("no 2", await _cache.GetAsync());

        _cache.Service = number => Task.FromResult(AnswerCacheUnderTest.Say($"yes {number}"));
        Assert.Equal("yes 3", await _cache.GetAsync());
        Assert.Equal("yes 3", await _cache.GetAsync());
    }

    [Fact]
    public async Task Get_RefusedSince_TheAnswerBeforeDoesNotComeBackInAnOutage()
    {
        await _cache.GetAsync();
        _cache.Clock.Advance(AnswerCache<string>.FreshFor + Moment);
        _cache.Service = _ => Task.FromResult(AnswerCacheUnderTest.Say("no longer", keep: false));
        Assert.Equal("no longer", await _cache.GetAsync());

        _cache.TakeServiceAway();

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _cache.GetAsync());
    }
}
