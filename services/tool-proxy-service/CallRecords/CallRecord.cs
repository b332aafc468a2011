using System.Buffers;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>Makes the record of a call.</summary>
internal static class CallRecord
{
    /// <summary>The outcome that is recorded before a side effect begins. If it stays, the end of the call is not known.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>Stands for a name that no tool or action can have.</summary>
    public const string NoName = "?";

    private const int LongestName = 32;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static CallRecordResponse Of(ToolCall call, ToolCallOutcome outcome) =>
        Make(call, outcome.Facts, outcome.Code, outcome.Status, (outcome as ToolCallOutcome.Refused)?.Why);

    public static CallRecordResponse OfUnfinished(ToolCall call, CallFacts facts) => Make(call, facts, Unfinished, status: 0);

    private static CallRecordResponse Make(ToolCall call, CallFacts facts, string outcome, int status, Refusal? why = null) => new()
    {
        CallId = facts.CallId,
        OccurredAt = facts.OccurredAt,
        CorrelationId = call.CorrelationId,
        AgentId = facts.Agent?.AgentId,
        AgentName = facts.Agent?.Name,
        Role = facts.Agent?.Role,
        Tags = facts.Agent?.Tags is { Count: > 0 } tags ? tags : null,
        TokenId = facts.Agent?.TokenId,
        Tool = facts.Action?.Tool ?? NameOrNone(call.Tool),
        Action = facts.Action?.Name ?? NameOrNone(call.Action),
        Outcome = outcome,
        Status = status,
        Rule = WithoutNul(why?.Rule ?? facts.Policy?.Response.Rule),
        PolicyId = why?.Policy is { } holder ? holder.PolicyId : facts.Policy?.Response.PolicyId,
        PolicyVersion = why?.Policy is { } version ? version.Version : facts.Policy?.Response.PolicyVersion,
        ApprovalId = facts.ApprovalId,
        CountedAt = facts.CountedAt,
        Attempts = facts.Attempts,
        Cached = facts.Cached,
        DurationMs = facts.Duration.TotalMilliseconds,
        RequestBytes = facts.Parameters?.Bytes ?? 0,
        ResponseBytes = facts.ResponseBytes,
        ParamsHash = facts.Parameters?.Hash,
        Intent = call.Intent is { } intent && Intent.IsValid(intent) ? intent : null,
        Params = facts.Parameters?.Recorded,
        Model = WithoutNul(facts.AskedModel),
        Provider = facts.Model?.Provider,
        ProviderModel = WithoutNul(facts.Model?.Model),
        Usage = facts.Model?.Usage,
        FailedAttempts = facts.Model?.FailedAttempts is { Count: > 0 } failed ? failed : null,
        TimeToFirstByteMs = facts.Model?.TimeToFirstByte?.TotalMilliseconds,
        Spend = facts.Spend,
        WouldDeny = WithoutNul(facts.WouldDeny?.ToString()),
    };

    /// <summary>A rule may quote a pattern with NUL, which Postgres does not accept in text.</summary>
    private static string? WithoutNul(string? text) => text?.Replace('\0', '?');

    /// <summary>
    /// An unknown name is recorded only if it is a valid tool name, because a caller may send anything there, even a token.
    /// </summary>
    private static string NameOrNone(string name) =>
        name.Length is > 0 and <= LongestName && !name.AsSpan().ContainsAnyExcept(NameCharacters) ? name : NoName;
}
