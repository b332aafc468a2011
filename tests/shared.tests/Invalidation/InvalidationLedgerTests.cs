using FourRunr.Invalidation;
using FourRunr.Shared.Tests.Caching;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Invalidation;

public sealed class InvalidationLedgerTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ControllableChannel _channel = new();
    private readonly InvalidationLedger _ledger;

    public InvalidationLedgerTests() => _ledger = new InvalidationLedger(_channel, _clock);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void IsVoid_InvalidatedAfterTheQuestion_True()
    {
        var sequence = _ledger.Sequence;
        _channel.Invalidate("a", "b");

        Assert.True(_ledger.IsVoid(sequence, ["x", "b"]));
        Assert.False(_ledger.IsVoid(sequence, ["x"]));
        Assert.False(_ledger.IsVoid(sequence, []));
    }

    [Fact]
    public void IsVoid_InvalidatedBeforeTheQuestion_False()
    {
        _channel.Invalidate("a");
        var sequence = _ledger.Sequence;
        _channel.Invalidate("b");

        Assert.False(_ledger.IsVoid(sequence, ["a"]));
    }

    [Fact]
    public void IsVoid_SameSubjectAgainAndAgain_TheLatestCounts()
    {
        _channel.Invalidate("a");
        var sequence = _ledger.Sequence;
        _channel.Invalidate("a", "a");

        Assert.True(_ledger.IsVoid(sequence, ["a"]));
        Assert.False(_ledger.IsVoid(_ledger.Sequence, ["a"]));
    }

    [Fact]
    public void IsVoid_AsLongAsAnAnswerCanBeBelieved_IsRemembered()
    {
        var sequence = _ledger.Sequence;
        _channel.Invalidate("a");
        _clock.Advance(TimeSpan.FromSeconds(119));
        _channel.Invalidate("b");

        Assert.True(_ledger.IsVoid(sequence, ["a"]));
    }

    [Fact]
    public void Remembered_AfterTwoMinutes_IsForgotten()
    {
        _channel.Invalidate([.. Enumerable.Range(0, 1000).Select(i => $"old {i}")]);
        _clock.Advance(TimeSpan.FromSeconds(121));
        _channel.Invalidate("new");

        Assert.Equal(1, _ledger.Remembered);
    }

    [Fact]
    public void Remembered_AFloodOfInvalidations_IsBoundedAndWhatIsForgottenIsVoid()
    {
        var sequence = _ledger.Sequence;
        _channel.Invalidate("first");
        for (var i = 0; i < InvalidationLedger.MostRemembered; i++)
        {
            _channel.Invalidate($"flood {i}");
        }

        Assert.InRange(_ledger.Remembered, 1, InvalidationLedger.MostRemembered);
        Assert.True(_ledger.IsVoid(sequence, ["first"]));
        Assert.True(_ledger.IsVoid(sequence, ["never heard of"]));
        Assert.False(_ledger.IsVoid(_ledger.Sequence - 1, ["never heard of"]));
    }
}
