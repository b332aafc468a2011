namespace FourRunr.Contracts;

/// <summary>A call that policies are asked about.</summary>
public abstract record AskedCall
{
    /// <summary>The agent's tags, at most 20. Without them no policy that is bound to a tag applies.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
    public required string Tool { get; init; }
    public required string Action { get; init; }
    public string? Intent { get; init; }

    /// <summary>
    /// The call's parameters, an object. Without them an explanation says of the rules about parameters that they are <c>not_checked</c>, and the call of
    /// a test has none.
    /// </summary>
    public JsonElement? Params { get; init; }

    /// <summary>Size of the request body; default: that of <see cref="Params"/> as compact JSON.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>The model that is asked for, 1 to 256 characters. Without it rules about models are <c>not_checked</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The moment that schedules are asked about (RFC 3339); default: now.</summary>
    public DateTimeOffset? Time { get; init; }
}

/// <summary>Body of <c>POST /v1/decisions/explain</c>: the call to explain.</summary>
public sealed record ExplainRequest : AskedCall
{
    public required string AgentId { get; init; }

    /// <summary>The agent's role. Without it no policy that is bound to a role applies.</summary>
    public string? Role { get; init; }
}

/// <summary>Why a call is allowed or denied.</summary>
/// <param name="Verdict">What becomes of the call: scopes, denies, intent, then constraints.</param>
/// <param name="Rules">Every allow and deny of every policy that applies, in the order in which they are considered.</param>
/// <param name="Constraints">Every schedule, size, domain list, parameter rule and list of models of every policy that applies.</param>
/// <param name="NearestMiss">For a denied call, one sentence: what would have to be different.</param>
/// <param name="WouldDeny">For an allowed call, what policies in shadow mode would have denied it with.</param>
public sealed record ExplainResponse(
    PolicyVerdict Verdict,
    IReadOnlyList<ConsideredRule> Rules,
    IReadOnlyList<ConsideredConstraint> Constraints,
    EffectivePolicy EffectivePolicy,
    string? NearestMiss = null,
    WouldDeny? WouldDeny = null);

/// <summary>What policies say about one whole call.</summary>
/// <param name="Rule">The rule that decided, as decisions and call records name it.</param>
/// <param name="Code">Error code of a denial.</param>
public sealed record PolicyVerdict(
    bool Allowed, string Rule, string Reason, string? Code = null, string? PolicyId = null, string? PolicyName = null, int? PolicyVersion = null)
{
    /// <summary>
    /// Of an allowed call, the approvals that it needs first, e.g. <c>approvals mail-outside</c>; absent for none. What depends on parameters that
    /// are not known is listed.
    /// </summary>
    public IReadOnlyList<string>? Approvals { get; init; }
}

/// <summary>A policy, as the source of something.</summary>
public sealed record PolicySource(string PolicyId, string PolicyName, int PolicyVersion, PolicyMode Mode);

public enum RuleResult
{
    Matched,
    NotMatched,

    /// <summary>The scope covers the call, but its policy asks for another intent.</summary>
    OtherIntent,
}

/// <param name="Rule">E.g. <c>allow serpapi:*</c>.</param>
/// <param name="Decides">Whether it is the rule that decided.</param>
public sealed record ConsideredRule(string Rule, RuleResult Result, bool Decides, PolicySource Policy);

public enum ConstraintResult
{
    Satisfied,
    Denied,

    /// <summary>A person must approve the call.</summary>
    NeedsApproval,

    /// <summary>The question does not say what this constraint is about.</summary>
    NotChecked,
}

/// <param name="Constraint">E.g. <c>guards.params serpapi:search num</c>.</param>
/// <param name="Why">Why it denies, or was not checked.</param>
public sealed record ConsideredConstraint(string Constraint, ConstraintResult Result, PolicySource Policy, string? Why = null);

/// <summary>What the enforced policies of an agent add up to.</summary>
public sealed record EffectivePolicy
{
    public required IReadOnlyList<EffectiveScope> Scopes { get; init; }
    public required IReadOnlyList<EffectiveScope> Deny { get; init; }

    /// <summary>Absent: the default of 100 per second with a burst of 200.</summary>
    public EffectiveRateLimit? RateLimit { get; init; }
    public required IReadOnlyList<EffectiveQuota> Quotas { get; init; }

    /// <summary>All of them hold together.</summary>
    public required IReadOnlyList<PolicyBudget> Budgets { get; init; }

    /// <summary>Guards, schedules, response filters and rules about models, policy by policy; all of them hold.</summary>
    public required IReadOnlyList<PolicyConstraints> Constraints { get; init; }
}

/// <param name="Intent">The scope counts only for this intent.</param>
public sealed record EffectiveScope(string Scope, PolicySource Policy, string? Intent = null);

public sealed record EffectiveRateLimit(RateLimitSpec Limit, PolicySource Policy);

public sealed record EffectiveQuota(QuotaSpec Quota, PolicySource Policy);
