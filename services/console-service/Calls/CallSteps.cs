using FourRunr.WebConsole.Shown;

namespace FourRunr.WebConsole.Calls;

/// <summary>What became of one step of a call.</summary>
public enum StepVerdict
{
    Passed,
    Refused,

    /// <summary>The call ended in one of the steps that could have been this one.</summary>
    Unknown,
    NotReached,
}

/// <param name="Note">What the record says of it; null for nothing.</param>
public sealed record CallStep(string Name, StepVerdict Verdict, string? Note);

/// <summary>The way of a call through the gateway, as its record tells it: green up to the step that refused.</summary>
internal static class CallSteps
{
    private const int Identify = 0, Decide = 1, Validate = 2, Guard = 3, Limit = 4, Claim = 5, Reserve = 6, Call = 7, Filter = 8, Settle = 9;

    private static readonly string[] Names =
        ["Identify", "Decide", "Validate", "Guard", "Limit", "Claim", "Reserve", "Call", "Filter", "Settle", "Record"];

    private static readonly Dictionary<string, int> Refusing = new(StringComparer.Ordinal)
    {
        ["token_missing"] = Identify,
        ["token_invalid"] = Identify,
        ["token_expired"] = Identify,
        ["token_revoked"] = Identify,
        ["agent_suspended"] = Identify,
        ["too_many_failures"] = Identify,
        ["origin_denied"] = Identify,
        ["tool_unknown"] = Decide,
        ["scope_denied"] = Decide,
        ["intent_denied"] = Decide,
        ["access_denied"] = Decide,
        ["body_invalid"] = Validate,
        ["params_invalid"] = Validate,
        ["payload_too_large"] = Validate,
        ["media_type_unsupported"] = Validate,
        ["header_invalid"] = Validate,
        ["request_timeout"] = Validate,
        ["guard_denied"] = Guard,
        ["schedule_denied"] = Guard,
        ["model_denied"] = Guard,
        ["model_not_found"] = Guard,
        ["max_tokens_too_large"] = Guard,
        ["rate_limited"] = Limit,
        ["quota_exceeded"] = Limit,
        ["idempotency_in_flight"] = Claim,
        ["idempotency_mismatch"] = Claim,
        ["outcome_unknown"] = Claim,
        ["approval_required"] = Claim,
        ["approval_denied"] = Claim,
        ["approval_expired"] = Claim,
        ["approvals_full"] = Claim,
        ["budget_exceeded"] = Reserve,
        ["budget_busy"] = Reserve,
        ["model_unpriced"] = Reserve,
        ["upstream_failed"] = Call,
        ["breaker_open"] = Call,
        ["tool_busy"] = Call,
        ["tool_not_configured"] = Call,
        ["upstream_timeout"] = Call,
    };

    public static IReadOnlyList<CallStep> Of(CallRecordResponse call)
    {
        var (end, isKnown) = EndOf(call);
        return [.. Names.Select((name, step) => new CallStep(name, VerdictOf(step, end, isKnown, call), NoteOf(step, call)))];
    }

    /// <returns>The step in which the call ended, past the last one for a good call; whether it is known to be that one.</returns>
    private static (int Step, bool IsKnown) EndOf(CallRecordResponse call)
    {
        if (call.Outcome == CallOutcomes.Ok)
        {
            return (Names.Length, true);
        }

        if (Refusing.TryGetValue(call.Outcome, out var step))
        {
            // What a tool answered is held against the policies too, after the limits.
            return step == Guard && call.CountedAt is not null ? (Filter, true) : (step, true);
        }

        // Cancelled, unfinished, or a part of the gateway was away: it got at least as far as the record has facts.
        return (call switch
        {
            { Attempts: > 0 } or { Outcome: CallOutcomes.Unfinished } => Call,
            { CountedAt: not null } => Claim,
            { ParamsHash: not null } => Guard,
            { Rule: not null } => Validate,
            { AgentId: not null } => Decide,
            _ => Identify,
        }, false);
    }

    private static StepVerdict VerdictOf(int step, int end, bool isKnown, CallRecordResponse call)
    {
        if (step >= Settle)
        {
            return call.Outcome == CallOutcomes.Unfinished && step == Settle ? StepVerdict.Unknown : StepVerdict.Passed;
        }

        if (step == end)
        {
            return isKnown ? StepVerdict.Refused : StepVerdict.Unknown;
        }

        return step < end ? StepVerdict.Passed : StepVerdict.NotReached;
    }

    private static string? NoteOf(int step, CallRecordResponse call) => step switch
    {
        Identify => call.AgentName ?? call.AgentId,
        Decide => call.Rule,
        Validate => call.RequestBytes > 0 ? CallFigures.Bytes(call.RequestBytes) : null,
        Claim when call.ApprovalId is not null => call.Outcome == CallOutcomes.Ok ? "approved" : null,
        Reserve => call.Spend is { } spend ? Dollars.Of(spend.Microusd) : null,
        Call when call.Cached => "a stored result",
        Call when call.Attempts > 0 => call.Attempts == 1 ? "1 attempt" : $"{call.Attempts} attempts",
        Filter => call.ResponseBytes > 0 ? CallFigures.Bytes(call.ResponseBytes) : null,
        Settle => null,
        > Settle => call.Seq is { } seq ? $"row {seq}" : null,
        _ => null,
    };
}
