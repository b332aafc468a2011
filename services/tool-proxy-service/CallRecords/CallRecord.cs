using System.Buffers;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>What is written down about a call.</summary>
internal static class CallRecord
{
    public const string Ok = "ok";
    public const string Cancelled = "cancelled";

    /// <summary>A side effect was about to begin; a record that stays so is a call whose end nobody saw.</summary>
    public const string Unfinished = "unfinished";

    private const int LongestName = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static CallRecordResponse Of(ToolCall call, ToolCallOutcome outcome) => outcome switch
    {
        ToolCallOutcome.Answered => Make(call, outcome.Facts, Ok, StatusCodes.Status200OK),
        ToolCallOutcome.Refused { Why: var why } => Make(call, outcome.Facts, why.Kind.Code, why.Kind.Status, why.Rule),
        _ => Make(call, outcome.Facts, Cancelled, StatusCodes.Status499ClientClosedRequest),
    };

    public static CallRecordResponse OfUnfinished(ToolCall call, CallFacts facts) => Make(call, facts, Unfinished, status: 0);

    private static CallRecordResponse Make(ToolCall call, CallFacts facts, string outcome, int status, string? rule = null) => new()
    {
        CallId = facts.CallId,
        OccurredAt = facts.OccurredAt,
        CorrelationId = call.CorrelationId,
        AgentId = facts.Agent?.AgentId,
        AgentName = facts.Agent?.Name,
        Role = facts.Agent?.Role,
        TokenId = facts.Agent?.TokenId,
        Tool = facts.Action?.Tool ?? Harmless(call.Tool),
        Action = facts.Action?.Name ?? Harmless(call.Action),
        Outcome = outcome,
        Status = status,
        Rule = rule ?? facts.Verdict?.Decision?.Rule,
        PolicyId = facts.Verdict?.Decision?.PolicyId,
        PolicyVersion = facts.Verdict?.Decision?.PolicyVersion,
        CountedAt = facts.CountedAt,
        Attempts = facts.Attempts,
        Cached = false,
        DurationMs = facts.Duration.TotalMilliseconds,
        RequestBytes = facts.Parameters?.Bytes ?? 0,
        ResponseBytes = facts.ResponseBytes,
        ParamsHash = facts.Parameters?.Hash,
    };

    /// <summary>A name that a caller made up: kept short and without anything that a terminal or a query could act on.</summary>
    private static string Harmless(string name) =>
        string.Concat(name.Take(LongestName).Select(character => NameCharacters.Contains(character) ? character : '?'));
}
