using FourRunr.Faults.Logs;
using FourRunr.Faults.Scenarios;
using Xunit;

namespace FourRunr.Faults.Tests.Scenarios;

public sealed class PatienceTests
{
    private static readonly DateTimeOffset Begun = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(25, 2)]
    [InlineData(200, 2)]
    [InlineData(201, 3)]
    [InlineData(450, 5)]
    [InlineData(5000, 6)]
    public void SearchesBeforeTheFault_SayHowSlowTheMachineIs(int milliseconds, int patience) =>
        Assert.Equal(patience, Patience.Of(Searches(10, Begun.AddSeconds(-10), milliseconds), Begun));

    [Fact]
    public void SlowSearchesSinceTheFault_ExcuseNothing() => Assert.Equal(
        2, Patience.Of([.. Searches(10, Begun.AddSeconds(-10), 25), .. Searches(90, Begun, 5000)], Begun));

    private static IEnumerable<ClientCall> Searches(int count, DateTimeOffset from, int milliseconds)
    {
        var call = Invariants.Logs.Call(CallKind.Read);
        var attempt = call.Last with { StartedAt = from, Duration = TimeSpan.FromMilliseconds(milliseconds) };
        return Enumerable.Repeat(call with { Attempts = [attempt] }, count);
    }
}
