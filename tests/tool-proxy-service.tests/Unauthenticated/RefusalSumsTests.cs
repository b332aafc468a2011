using FourRunr.ToolProxy.Unauthenticated;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Unauthenticated;

public sealed class RefusalSumsTests
{
    private readonly RefusalSums _sums = new(Options.Create(new UnauthenticatedOptions { SumsPerMinute = 100 }), new FakeTimeProvider());

    [Fact]
    public void Add_MoreSourcesThanTheBound_TheRestIsOneSumForEachOutcome()
    {
        for (var i = 0; i < 5_000; i++)
        {
            _sums.Add(i % 2 == 0 ? "token_missing" : "token_invalid", 401, $"source {i}", "first");
        }

        var taken = _sums.Take();

        Assert.Equal(102, taken.Count);
        Assert.Equal(5_000, taken.Sum(sum => sum.Calls));
        Assert.Equal(2, taken.Count(sum => sum.Source == RefusalSums.Other));
        Assert.Empty(_sums.Take());
    }

    [Fact]
    public void Add_InParallel_NoneIsLost()
    {
        Parallel.For(0, 100_000, i => _sums.Add("token_missing", 401, $"source {i % 7}", "first"));

        Assert.Equal(100_000, _sums.Take().Sum(sum => sum.Calls));
    }
}
