using FourRunr.ToolProxy.Resilience;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Resilience;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Spend_BusyAndFailing_ATenthOfTheCallsAndThreeASecond()
    {
        var budget = new RetryBudget(_clock);
        Drain(budget);

        var spent = 0;
        for (var call = 0; call < 10_000; call++)
        {
            budget.Earn();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            spent += budget.TrySpend() ? 1 : 0;
        }

        // 10,000 calls in 10 s.
        Assert.InRange(spent, 1028, 1031);
    }

    [Fact]
    public void Spend_AfterALongCalm_BoundedBurst()
    {
        var budget = new RetryBudget(_clock);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(30, Drain(budget));
    }

    private static int Drain(RetryBudget budget)
    {
        var spent = 0;
        while (budget.TrySpend())
        {
            spent++;
        }

        return spent;
    }
}
