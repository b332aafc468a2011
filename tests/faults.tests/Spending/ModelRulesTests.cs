using FourRunr.Contracts;
using FourRunr.Faults.Invariants;
using FourRunr.Faults.Logs;
using FourRunr.Faults.Spending;
using FourRunr.Testing.ModelProvider;
using Xunit;

namespace FourRunr.Faults.Tests.Spending;

/// <summary>Every promise about money is seen to be broken where it is: one thing in accounts that agree is changed, and that is what is found.</summary>
public sealed class ModelRulesTests
{
    private const string Ended = "fault.rich.0.0.0", Dead = "fault.rich.0.0.1", Gone = "fault.rich.0.0.2";

    // Input 20 at 1, output 30 at 2 millionths of a dollar.
    private const long Cost = 80, Hold = 400, Limit = 1000;

    private readonly Accounts _accounts = new();

    [Fact]
    public void AccountsThatAgree_NothingIsFound() => Assert.Empty(Found());

    [Fact]
    public void ProviderCharges_MoreThanWasSpent_IsFound()
    {
        _accounts.Bill[0] = _accounts.Bill[0] with { OutputTokens = 1000 };

        Finds(ModelRules.ChargedTooLittle, ModelRules.ChargedTooLittle, ModelRules.ChargedOtherwise);
    }

    [Fact]
    public void ProviderCharges_LessForAnEndedCall_IsFound()
    {
        _accounts.Bill[0] = _accounts.Bill[0] with { OutputTokens = 29 };

        Finds(ModelRules.ChargedOtherwise);
    }

    [Fact]
    public void ProviderCharges_MoreThanAnUnfinishedCallHeld_IsFound()
    {
        _accounts.Bill[1] = _accounts.Bill[1] with { OutputTokens = 191 };

        // By itself, and in the sum.
        Finds(ModelRules.ChargedTooLittle, ModelRules.ChargedTooLittle);
    }

    [Fact]
    public void ProviderCharges_CallWithoutRecord_IsFound()
    {
        _accounts.Bill.Add(_accounts.Bill[0] with { User = Gone, InputTokens = 0, OutputTokens = 0 });

        Finds(ModelRules.BilledUnrecorded);
    }

    [Fact]
    public void ProviderWasAskedTwice_IsFound()
    {
        _accounts.Bill[1] = _accounts.Bill[1] with { InputTokens = 0, OutputTokens = 0 };
        _accounts.Bill.Add(_accounts.Bill[1]);

        Finds(ModelRules.ChargedTwice);
    }

    [Fact]
    public void CallIsOnRecordTwice_IsFound()
    {
        _accounts.Records.Add(_accounts.Records[0] with { Spend = null });

        Finds(ModelRules.ChargedTwice);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void BudgetIsNotTheSumOfTheRecords_IsFound(long difference)
    {
        _accounts.Spent += difference;

        Finds(ModelRules.BudgetDiffers);
    }

    [Fact]
    public void ReportIsNotTheSumOfTheRecords_IsFound()
    {
        _accounts.Reported--;

        Finds(ModelRules.ReportDiffers);
    }

    [Fact]
    public void UnfinishedCallIsNotChargedItsHold_IsFound()
    {
        Charge(1, Hold - 1);

        Finds(ModelRules.NotItsHold);
    }

    [Fact]
    public void EndedCallIsChargedItsHold_IsFound()
    {
        Charge(0, Hold);

        Finds(ModelRules.ChargedOtherwise);
    }

    [Fact]
    public void EndedCallIsNotSettledByTheProvidersCount_IsFound()
    {
        _accounts.Records[0] = _accounts.Records[0] with { Usage = new ModelUsage { Source = UsageSource.Hold } };

        Finds(ModelRules.ChargedOtherwise);
    }

    [Fact]
    public void CallThatWasNotAnnounced_LeavesNothing()
    {
        Lose();
        Assert.Empty(Found());

        _accounts.Spent++;
        Finds(ModelRules.BudgetDiffers);
    }

    [Fact]
    public void Hold_OfAnUnfinishedCall_IsOverInTime()
    {
        (_accounts.Spent, _accounts.Held) = (Cost, Hold);
        Assert.Empty(Found());

        Assert.Equal([ModelRules.StillHeld], Found(holdsAreOver: true));
    }

    [Fact]
    public void Hold_OfNobody_IsFound()
    {
        (_accounts.Spent, _accounts.Held) = (Cost - 1, Hold + 1);

        Finds(ModelRules.StillHeld);
    }

    [Fact]
    public void MoreThanTheLimit_AtAnyMoment_IsFound()
    {
        _accounts.Readings.Add(Limit);
        Assert.Empty(Found());

        _accounts.Readings.Add(Limit + 1);
        Finds(ModelRules.LimitPassed);
    }

    [Fact]
    public void Overrun_IsFound()
    {
        _accounts.Overrun = 1;

        Finds(ModelRules.LimitPassed);
    }

    [Fact]
    public void AnswerThatTheFaultDoesNotExplain_IsFound()
    {
        _accounts.Calls.Add(Call(Gone) with { Code = GatewayErrors.DependencyUnavailable.Code, Status = 503, RetryAfter = 1 });
        _accounts.Records.Add(Record(Gone, GatewayErrors.DependencyUnavailable.Code, spend: 0) with { Spend = null, Usage = null });

        Assert.Equal([Rules.UnexpectedAnswer], ModelRules.Find(_accounts.Join(), [ClientAttempt.Broken], holdsAreOver: false).Select(violation => violation.Rule));
        Assert.Empty(Found());
    }

    [Fact]
    public void UsedUpBudget_IsAnAnswer_ThatMustBeWhole()
    {
        var refused = Call(Gone) with { Code = GatewayErrors.BudgetBusy.Code, Status = 429, RetryAfter = 1 };
        _accounts.Calls.Add(refused);
        _accounts.Records.Add(Record(Gone, GatewayErrors.BudgetBusy.Code, spend: 0) with { Spend = null, Usage = null });
        Assert.Empty(Found());

        _accounts.Calls[^1] = refused with { RetryAfter = null };
        Finds(Rules.BareAnswer);
    }

    [Fact]
    public void EndedCallWithoutRecord_IsFound()
    {
        _accounts.Calls.Add(Call(Gone));

        Finds(Rules.NotAudited);
    }

    [Fact]
    public void EndedCallOnRecordOtherwise_IsFound()
    {
        _accounts.Records[0] = _accounts.Records[0] with { Outcome = GatewayErrors.UpstreamFailed.Code };

        Finds(Rules.AuditedOtherwise);
    }

    [Theory]
    [InlineData(nameof(ModelKind.ChatStream))]
    [InlineData(nameof(ModelKind.MessagesStream))]
    [InlineData(nameof(ModelKind.ResponsesStream))]
    [InlineData(nameof(ModelKind.Cut))]
    [InlineData(nameof(ModelKind.Failing))]
    [InlineData(nameof(ModelKind.Cancelled))]
    public void CallsBreakOnlyAsTheyAreMeantTo(string kind)
    {
        _accounts.Calls[0] = Call(Ended) with { Kind = Enum.Parse<ModelKind>(kind), Code = ClientAttempt.Bare };

        Assert.Contains(Rules.UnexpectedAnswer, Found());
    }

    private void Charge(int index, long microusd)
    {
        var record = _accounts.Records[index];
        var difference = microusd - record.Spend!.Microusd;
        _accounts.Records[index] = record with { Spend = record.Spend with { Microusd = microusd } };
        (_accounts.Spent, _accounts.Reported) = (_accounts.Spent + difference, _accounts.Reported + difference);
    }

    private void Lose() => _accounts.Calls.Add(Call(Gone) with { Status = null, Code = ClientAttempt.Broken });

    private void Finds(params string[] rules) => Assert.Equal(rules, Found());

    private IEnumerable<string> Found(bool holdsAreOver = false) => ModelRules
        .Find(_accounts.Join(), [ClientAttempt.Broken, GatewayErrors.DependencyUnavailable.Code], holdsAreOver).Select(violation => violation.Rule);

    private static ModelCall Call(string marker) => new(marker, "agent", ModelKind.ChatStream, Hold, Door: 0) { Status = 200, Code = ClientAttempt.Ok };

    private static CallRecordResponse Record(string marker, string outcome, long spend) => new()
    {
        CallId = $"call_{marker}",
        OccurredAt = DateTimeOffset.UnixEpoch,
        CorrelationId = marker,
        AgentId = "agent",
        Tool = "openai",
        Action = "chat",
        Outcome = outcome,
        Status = 200,
        Attempts = 1,
        Cached = false,
        DurationMs = 30,
        RequestBytes = 0,
        ResponseBytes = 0,
        Usage = new ModelUsage(),
        Spend = new CallSpend { Microusd = spend, Tokens = 0, ReservedAt = DateTimeOffset.UnixEpoch },
    };

    /// <summary>One call that ended and one whose front door died in the middle, as budget, records and bill have them.</summary>
    private sealed class Accounts
    {
        public List<ModelCall> Calls { get; } = [Call(Ended), Call(Dead) with { Code = ClientAttempt.Broken }];

        public List<CallRecordResponse> Records { get; } = [Record(Ended, ClientAttempt.Ok, Cost), Record(Dead, "unfinished", Hold) with { Usage = null }];

        public List<BilledCall> Bill { get; } =
            [new BilledCall("gpt-4-paced", 20, 30, IsComplete: true, Ended), new BilledCall("gpt-4-paced", 20, 10, IsComplete: false, Dead)];

        public List<long> Readings { get; } = [0, Hold, Cost + Hold];

        public long Spent { get; set; } = Cost + Hold;

        public long Held { get; set; }

        public long Overrun { get; set; }

        public long Reported { get; set; } = Cost + Hold;

        public ModelEvidence Join() => new("agent", Limit, Calls, Records, Bill, new ModelAccount(Spent, Held, Overrun), Reported, Readings);
    }
}
