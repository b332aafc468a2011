using FourRunr.Contracts;
using FourRunr.Faults.Invariants;
using FourRunr.Faults.Logs;
using Xunit;

namespace FourRunr.Faults.Tests.Invariants;

/// <summary>Every promise is seen to be broken where it is: one thing in logs that agree is changed, and that is what is found.</summary>
public sealed class InvariantCheckTests
{
    private readonly Logs _logs = new();

    [Fact]
    public void LogsThatAgree_NothingIsFound() => Assert.Empty(InvariantCheck.Find(_logs.Join(), Logs.Quota));

    [Fact]
    public void RecordIsMissing_IsNotAudited()
    {
        _logs.Audit.RemoveAt(0);

        Finds(Rules.NotAudited);
    }

    [Fact]
    public void RecordOfADenialIsMissing_IsNotAudited()
    {
        _logs.Audit.RemoveAll(record => record.Outcome == GatewayErrors.TokenRevoked.Code);

        Finds(Rules.NotAudited);
    }

    [Fact]
    public void RecordSaysOtherwise_IsAuditedOtherwise()
    {
        _logs.ChangeRecord(CallKind.Read, record => record with { Outcome = "unfinished", Status = 0 });

        Finds(Rules.AuditedOtherwise);
    }

    [Fact]
    public void RecordIsThereTwice_IsAuditedTwice()
    {
        _logs.Audit.Add(_logs.Audit[0]);

        Finds(Rules.AuditedTwice);
    }

    [Fact]
    public void MailOfUnansweredCallIsNotOnRecord_IsEffectWithoutAudit()
    {
        _logs.ChangeAnswer(CallKind.Send, answer => answer with { Status = null, Code = ClientAttempt.Broken });
        _logs.ChangeRecord(CallKind.Send, record => record with { CorrelationId = "another" });

        Finds(Rules.EffectWithoutAudit);
    }

    [Fact]
    public void MailOfUnansweredCallIsUnfinished_NothingIsFound()
    {
        _logs.ChangeAnswer(CallKind.Send, answer => answer with { Status = null, Code = ClientAttempt.Broken });
        _logs.ChangeRecord(CallKind.Send, record => record with { Outcome = "unfinished", Status = 0, Attempts = 0 });

        Assert.Empty(InvariantCheck.Find(_logs.Join(), Logs.Quota));
    }

    [Fact]
    public void MailWasRefusedBeforeItsTool_IsEffectWithoutAudit()
    {
        _logs.ChangeAnswer(CallKind.Send, answer => answer with { Status = null, Code = ClientAttempt.Broken });
        _logs.ChangeRecord(CallKind.Send, record => record with { Outcome = "dependency_unavailable", Status = 503, Attempts = 0 });

        Finds(Rules.EffectWithoutAudit);
    }

    [Fact]
    public void MailOfNobody_IsEffectWithoutCall()
    {
        _logs.Mails.Add(Logs.Entry(CallKind.JustRevoked));

        Finds(Rules.EffectWithoutCall);
    }

    [Fact]
    public void MailOfDeniedCall_IsEffectOfDeniedCall()
    {
        _logs.Mails.Add(Logs.Entry(CallKind.Revoked));

        Finds(Rules.EffectOfDeniedCall, Rules.EffectWithoutAudit);
    }

    [Fact]
    public void SameMailTwice_IsDuplicateEffect()
    {
        _logs.Mails.Add(Logs.Entry(CallKind.KeyedSend));

        Finds(Rules.DuplicateEffect);
    }

    [Fact]
    public void SameSearchTwice_IsARetry()
    {
        _logs.Searches.Add(Logs.Entry(CallKind.Read));

        Assert.Empty(InvariantCheck.Find(_logs.Join(), Logs.Quota));
    }

    [Fact]
    public void MailNeverArrived_IsOkWithoutEffect()
    {
        _logs.Mails.RemoveAt(0);

        Finds(Rules.OkWithoutEffect);
    }

    [Theory]
    [InlineData(nameof(CallKind.OutOfScope))]
    [InlineData(nameof(CallKind.Revoked))]
    [InlineData(nameof(CallKind.Forged))]
    public void ProbeIsAnsweredOk_FailedOpen(string kind)
    {
        _logs.ChangeAnswer(Enum.Parse<CallKind>(kind), answer => answer with { Status = 200, Code = ClientAttempt.Ok });

        Assert.Contains(Rules.FailedOpen, Found());
    }

    [Fact]
    public void JustRevokedWithinTheBound_MayBeOk()
    {
        _logs.Calls.Add(Logs.Call(CallKind.JustRevoked) with { MustBeDenied = false });
        _logs.Audit.Add(Logs.Record(CallKind.JustRevoked));
        _logs.Mails.Add(Logs.Entry(CallKind.JustRevoked));

        Assert.Empty(InvariantCheck.Find(_logs.Join(), Logs.Quota));
    }

    [Fact]
    public void GoodTokenIsRefused_MistakenForRefusal()
    {
        _logs.Calls[0] = Logs.Call(CallKind.Read, GatewayErrors.TokenInvalid);
        _logs.Audit[0] = Logs.Record(CallKind.Read, GatewayErrors.TokenInvalid);

        Finds(Rules.MistakenForRefusal);
    }

    [Fact]
    public void AnswerOf500_IsBare()
    {
        _logs.Calls[0] = Logs.Call(CallKind.Read, GatewayErrors.Internal);
        _logs.Audit[0] = Logs.Record(CallKind.Read, GatewayErrors.Internal);

        Finds(Rules.BareAnswer);
    }

    [Fact]
    public void AnswerThatIsNoProblem_IsBare() => IsBare(answer => answer with { ContentType = "text/html" });

    [Fact]
    public void AnswerWithoutRetryAfter_IsBare() => IsBare(answer => answer with { RetryAfter = null });

    [Fact]
    public void AnswerWithAnotherIdInItsHeader_IsBare() => IsBare(answer => answer with { EchoedId = "another" });

    [Fact]
    public void AnswerWithAnotherIdInItsBody_IsBare() => IsBare(answer => answer with { IdInBody = "another" });

    [Fact]
    public void AnswerWithAnotherStatusThanItsCode_IsBare()
    {
        _logs.ChangeRecord(CallKind.Read, record => record with { Status = 429 });
        IsBare(answer => answer with { Status = 429 });
    }

    [Fact]
    public void MoreReachTheToolThanTheQuota_QuotaPassed()
    {
        var one = _logs.Calls.Single(call => call.Kind == CallKind.Quota);
        var marker = "scenario.Quota.1";
        _logs.Calls.Add(one with { Marker = marker, Attempts = [one.Last with { CorrelationId = "1", EchoedId = "1" }] });
        _logs.Audit.Add(Logs.Record(CallKind.Quota) with { CorrelationId = "1" });
        _logs.Searches.Add(Logs.Entry(CallKind.Quota) with { Marker = marker });

        Finds(Rules.QuotaPassed);
    }

    private void IsBare(Func<ClientAttempt, ClientAttempt> change)
    {
        _logs.Calls[0] = Logs.Call(CallKind.Read, GatewayErrors.DependencyUnavailable);
        _logs.ChangeAnswer(CallKind.Read, change);
        _logs.ChangeRecord(CallKind.Read, record => record with
        {
            Outcome = GatewayErrors.DependencyUnavailable.Code,
            Status = _logs.Calls[0].Last.Status!.Value,
            Attempts = 0,
        });

        Finds(Rules.BareAnswer);
    }

    private void Finds(params string[] rules) => Assert.Equal(rules, Found());

    private IEnumerable<string> Found() => InvariantCheck.Find(_logs.Join(), Logs.Quota).Select(violation => violation.Rule);
}
