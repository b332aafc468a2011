using FourRunr.Contracts;
using FourRunr.WebConsole.Calls;
using Xunit;

namespace FourRunr.WebConsole.Tests.Calls;

public sealed class CallStepsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    private static readonly CallRecordResponse Good = new()
    {
        CallId = "call_1",
        OccurredAt = Noon,
        CorrelationId = "c",
        AgentId = "agt_1",
        Tool = "serpapi",
        Action = "search",
        Outcome = "ok",
        Status = 200,
        Rule = "allow serpapi:*",
        ParamsHash = "h",
        CountedAt = Noon,
        Attempts = 1,
        Cached = false,
        DurationMs = 1,
        RequestBytes = 10,
        ResponseBytes = 10,
    };

    [Fact]
    public void GoodCall_PassedEveryStep() => Assert.All(CallSteps.Of(Good), step => Assert.Equal(StepVerdict.Passed, step.Verdict));

    [Theory]
    [InlineData("token_expired", false, "Identify")]
    [InlineData("scope_denied", false, "Decide")]
    [InlineData("params_invalid", false, "Validate")]
    [InlineData("guard_denied", false, "Guard")]
    [InlineData("guard_denied", true, "Filter")]
    [InlineData("rate_limited", false, "Limit")]
    [InlineData("idempotency_mismatch", true, "Claim")]
    [InlineData("approval_required", true, "Claim")]
    [InlineData("budget_exceeded", true, "Reserve")]
    [InlineData("upstream_failed", true, "Call")]
    public void RefusedCall_EndsAtTheStepThatRefused(string outcome, bool isCounted, string name)
    {
        var steps = CallSteps.Of(Good with { Outcome = outcome, CountedAt = isCounted ? Noon : null });

        Assert.Equal(name, steps.Single(step => step.Verdict == StepVerdict.Refused).Name);
        Assert.All(steps.TakeWhile(step => step.Name != name), step => Assert.Equal(StepVerdict.Passed, step.Verdict));
        Assert.All(
            steps.SkipWhile(step => step.Name != name).Skip(1).TakeWhile(step => step.Name != "Settle"),
            step => Assert.Equal(StepVerdict.NotReached, step.Verdict));
        Assert.Equal(StepVerdict.Passed, steps[^1].Verdict);
    }

    [Fact]
    public void CallWithoutAKnownEnd_SaysAboutWhere()
    {
        Assert.Equal("Call", About(Good with { Outcome = "cancelled" }));
        Assert.Equal("Decide", About(Good with { Outcome = "dependency_unavailable", Rule = null, ParamsHash = null, CountedAt = null, Attempts = 0 }));
        Assert.Equal("Identify", About(Good with { Outcome = "dependency_unavailable", AgentId = null, Rule = null, ParamsHash = null, CountedAt = null, Attempts = 0 }));
    }

    /// <summary>A new code of the gateway has its step here.</summary>
    [Fact]
    public void EveryRefusalOfACall_HasItsStep()
    {
        var nowhere = GatewayErrors.ByCode.Keys.Where(code => CallSteps.Of(Good with { Outcome = code }).All(step => step.Verdict != StepVerdict.Refused));

        Assert.Equal(
            [
                "client_capability_missing", "conflict", "dependency_unavailable", "internal_error", "method_not_allowed", "not_found",
                "precondition_failed", "request_state_invalid", "shutting_down",
            ],
            nowhere.Order(StringComparer.Ordinal));
    }

    private static string About(CallRecordResponse call) => CallSteps.Of(call).First(step => step.Verdict == StepVerdict.Unknown).Name;
}
