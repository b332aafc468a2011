using FourRunr.Contracts;
using FourRunr.Faults.Invariants;
using FourRunr.Faults.Logs;
using FourRunr.Faults.Scenarios;
using Xunit;

namespace FourRunr.Faults.Tests.Invariants;

public sealed class ScenarioCheckTests
{
    private static readonly FaultScenario Excusing = new("fault", "something")
    {
        Begin = _ => Task.CompletedTask,
        Excused = Excuses.ServiceAway,
    };

    private static readonly ClientCall Refused = Logs.Call(CallKind.Read, GatewayErrors.DependencyUnavailable);

    [Fact]
    public void ExcusedAnswerInTime_NothingIsFound() => Assert.Empty(Find(Excusing, Refused));

    [Fact]
    public void AnswerThatTheFaultDoesNotExplain_IsUnexpected() =>
        Assert.Equal([Rules.UnexpectedAnswer], Find(Excusing with { Excused = Excuses.None }, Refused));

    [Fact]
    public void RefusedBecauseOfAudit_NoFaultExcusesIt() => Assert.Equal(
        [Rules.RefusedForAudit],
        Find(Excusing, Refused with { Attempts = [Refused.Last with { Detail = "The audit journal is not reachable." }] }));

    [Fact]
    public void NobodyListened_OnlyTheLastDoorCounts()
    {
        var nobody = Refused.Last with { Status = null, Code = ClientAttempt.Refused };
        var good = Logs.Call(CallKind.Read).Last;

        Assert.Empty(Find(Excusing, Refused with { Attempts = [nobody, good] }));
        Assert.Equal([Rules.UnexpectedAnswer], Find(Excusing, Refused with { Attempts = [nobody] }));
    }

    [Fact]
    public void RefusalThatIsLate_IsSlow_UnlessTheDoorWasFrozen()
    {
        var late = Refused with { Attempts = [Refused.Last with { Duration = TimeSpan.FromSeconds(2) }] };

        Assert.Equal([Rules.Slow], Find(Excusing, late));
        Assert.Empty(Find(Excusing with { RefusesWithin = null }, late));
    }

    [Fact]
    public void OpenBreakerThatIsLate_IsSlow_UnlessItsToolWasAskedFirst()
    {
        var call = Logs.Call(CallKind.Read, GatewayErrors.BreakerOpen);
        var late = call with { Attempts = [call.Last with { Duration = TimeSpan.FromSeconds(1) }] };
        var scenario = Excusing with { Excused = Excuses.SearchFails };
        var logs = new Logs();
        logs.ChangeRecord(CallKind.Read, record => record with { Attempts = 0 });

        Assert.Equal([Rules.Slow], Find(scenario, late, logs));
        Assert.Empty(Find(scenario, late));
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 6)]
    public void RecoveryThatTakesLong_IsFound(int ready, int recovered) => Assert.Equal(
        [Rules.NotRecovered],
        ScenarioCheck.Find(Excusing, [], new Logs().Join(), TimeSpan.FromSeconds(ready), TimeSpan.FromSeconds(recovered)).Select(violation => violation.Rule));

    [Fact]
    public void Recovery_IsTheEndOfTheLastBadCallThatBeganAfterTheFault()
    {
        var ended = Refused.Last.StartedAt;
        var late = Refused with { Attempts = [Refused.Last with { StartedAt = ended.AddSeconds(2) }] };

        Assert.Equal(TimeSpan.FromSeconds(2) + Refused.Last.Duration, Recovery.Of([Refused, late, Logs.Call(CallKind.Read)], ended));
        Assert.Equal(TimeSpan.Zero, Recovery.Of([Refused], ended.AddSeconds(1)));
    }

    private static IEnumerable<string> Find(FaultScenario scenario, ClientCall call, Logs? logs = null) =>
        ScenarioCheck.Find(scenario, [call], (logs ?? new Logs()).Join(), TimeSpan.Zero, TimeSpan.Zero).Select(violation => violation.Rule);
}
