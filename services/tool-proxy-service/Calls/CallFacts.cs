using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>
/// What is known about a call so far. Each step adds to it; the record, the metrics and the response headers are made from it.
/// </summary>
internal sealed class CallFacts(string callId, DateTimeOffset occurredAt, ToolAction? action)
{
    private int _attempts;

    public string CallId { get; } = callId;

    public DateTimeOffset OccurredAt { get; } = occurredAt;

    /// <summary>Null for a tool or action that does not exist.</summary>
    public ToolAction? Action { get; } = action;

    public AgentIdentity? Agent { get; set; }

    /// <summary>The decision of policy-service; null if it was not asked.</summary>
    public PolicyDecision? Policy { get; set; }

    public CallParameters? Parameters { get; set; }

    public AppliedLimits? Limits { get; set; }

    /// <summary>The approval that the call uses up, waits for or was refused by; null for a call that nobody has to approve.</summary>
    public string? ApprovalId { get; set; }

    /// <summary>The refusal that a policy in shadow mode would have given.</summary>
    public ShadowDenial? WouldDeny { get; set; }

    /// <summary>When the call was counted; null if it never reached the tool.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>Attempts on the tool; 0 when it was not reached.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>The call was made before under its <c>Idempotency-Key</c>; its result is repeated.</summary>
    public bool IsReplay { get; set; }

    /// <summary>A cached result served the call.</summary>
    public bool Cached { get; set; }

    /// <summary>Size of the tool's answer as JSON, before filters.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>The model that the call asks for and policies allow; null for tools that are not models.</summary>
    public string? AskedModel { get; set; }

    /// <summary>How a model is asked; null for tools that are not models.</summary>
    public ModelPlan? Plan { get; set; }

    /// <summary>What is known of a model's answer; null for tools that are not models.</summary>
    public ModelAnswer? Model { get; set; }

    /// <summary>What is held for the call; null for one that costs nothing.</summary>
    public HeldSpend? Held { get; set; }

    /// <summary>What the call costs: at most, until it is settled.</summary>
    public CallSpend? Spend { get; set; }

    /// <summary>Whether <see cref="Spend"/> is what the call did cost.</summary>
    public bool IsSettled { get; set; }

    /// <summary>What was left of the budgets when the call was held in them, or refused.</summary>
    public IReadOnlyList<BudgetRoom> Budgets { get; set; } = [];

    public TimeSpan Duration { get; set; }

    /// <summary>Call before each attempt.</summary>
    public void CountAttempt() => Interlocked.Increment(ref _attempts);

    /// <summary>The call was recorded as unfinished before it began.</summary>
    public bool IsAnnounced { get; set; }

    public bool MayHaveHadAnEffect => Attempts > 0 && Action is { HasSideEffects: true };
}

/// <summary>The rate limit that the call took a permit from, and the state of every limit after it.</summary>
internal sealed record AppliedLimits(RateLimit RateLimit, LimitOutcome Outcome);
