namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/decisions</c> (services only): may this agent do this?</summary>
/// <param name="Intent">What the agent says it is up to (<c>X-Agent-Intent</c>).</param>
/// <param name="Tags">The agent's tags; policies may be bound to them.</param>
public sealed record DecisionRequest(string AgentId, string Role, string Tool, string Action, string? Intent = null, IReadOnlyList<string>? Tags = null);

/// <summary>The policy decision point's answer.</summary>
public sealed record DecisionResponse
{
    public required bool Allowed { get; init; }

    /// <summary>Error code of a denial, e.g. <c>scope_denied</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The rule that decided: <c>allow serpapi:*</c>, <c>deny http_fetch:head</c> or <c>default deny</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>One sentence for the agent and the auditor.</summary>
    public required string Reason { get; init; }

    /// <summary>The policy that holds the rule; absent for the default deny.</summary>
    public string? PolicyId { get; init; }
    public string? PolicyName { get; init; }
    public int? PolicyVersion { get; init; }

    /// <summary>The agent's rate limit after merging; absent means the default.</summary>
    public RateLimitSpec? RateLimit { get; init; }

    /// <summary>Quotas that this call counts against, after merging.</summary>
    public IReadOnlyList<QuotaSpec>? Quotas { get; init; }

    /// <summary>Budgets that this call counts against; all of them hold.</summary>
    public IReadOnlyList<PolicyBudget>? Budgets { get; init; }

    /// <summary>Guards, schedule and filters of every enforced policy that applies; all of them hold.</summary>
    public IReadOnlyList<PolicyConstraints>? Constraints { get; init; }

    /// <summary>The same of policies in shadow mode: evaluated and recorded, not enforced.</summary>
    public IReadOnlyList<PolicyConstraints>? ShadowConstraints { get; init; }

    /// <summary>Why policies in shadow mode would have denied a call that is allowed.</summary>
    public WouldDeny? WouldDeny { get; init; }
}

/// <summary>What one policy demands of calls that are allowed.</summary>
public sealed record PolicyConstraints
{
    public required string PolicyId { get; init; }
    public required string PolicyName { get; init; }
    public required int PolicyVersion { get; init; }
    public GuardSpec? Guards { get; init; }
    public ScheduleSpec? Schedule { get; init; }
    public ResponseFilterSpec? ResponseFilters { get; init; }
    public RequestFilterSpec? RequestFilters { get; init; }
    public ModelSpec? Models { get; init; }
    public IReadOnlyList<ApprovalSpec>? Approvals { get; init; }
}

/// <summary>A denial that was not enforced.</summary>
public sealed record WouldDeny(string Code, string Rule, string PolicyId, int PolicyVersion);

/// <summary>Body of <c>POST /v1/decisions/scopes</c> (services only): what may this agent do at all?</summary>
public sealed record AllowedScopesRequest(string AgentId, string Role, IReadOnlyList<string>? Tags = null);

/// <summary>Every tool that there is, with what the agent's policies allow of it now.</summary>
public sealed record AllowedScopesResponse(IReadOnlyList<AllowedTool> Tools);

/// <param name="Permissions">
/// <c>read</c> and <c>write</c>, each when at least one action that needs it is allowed, with the right intent at least. Empty: nothing is.
/// </param>
public sealed record AllowedTool(string Tool, IReadOnlyList<string> Permissions);
