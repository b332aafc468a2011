using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>What has become known about a call: each step adds what it learned, the record and the answer's headers tell it.</summary>
internal sealed class CallFacts(string callId, DateTimeOffset occurredAt, ToolAction? action)
{
    private int _attempts;

    public string CallId { get; } = callId;

    public DateTimeOffset OccurredAt { get; } = occurredAt;

    /// <summary>Null for a tool or action that does not exist.</summary>
    public ToolAction? Action { get; } = action;

    public AgentIdentity? Agent { get; set; }

    public Verdict? Verdict { get; set; }

    public CallParameters? Parameters { get; set; }

    public LimitsTaken? Limits { get; set; }

    /// <summary>What a policy in shadow mode would have refused the call with.</summary>
    public ShadowDenial? WouldDeny { get; set; }

    /// <summary>When the call was counted; null if it never reached the tool.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>How often the tool was asked; 0 when it was not reached.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Null for a call without one.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The call was made before under its <c>Idempotency-Key</c>; this is what became of it then.</summary>
    public bool IsReplay { get; set; }

    /// <summary>A stored result served the call.</summary>
    public bool Cached { get; set; }

    /// <summary>Where the answer's content is from; null without an answer.</summary>
    public string? Origin { get; set; }

    /// <summary>True for an invented answer, also one that was stored or kept; null for a real one or none.</summary>
    public bool? IsMock => Origin == ToolResult.Mock ? true : null;

    /// <summary>Size of the tool's answer as JSON, before filters.</summary>
    public long ResponseBytes { get; set; }

    public TimeSpan Duration { get; set; }

    /// <summary>The tool is about to be asked.</summary>
    public void CountAttempt() => Interlocked.Increment(ref _attempts);

    public bool MayHaveHadAnEffect => Attempts > 0 && Action is { HasSideEffects: true };
}

/// <summary>What the call was charged to, and the state of every limit after.</summary>
internal sealed record LimitsTaken(RateLimit RateLimit, LimitOutcome Outcome);
