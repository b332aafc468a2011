namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/policies</c> and <c>PUT /v1/policies/{id}</c>. Exactly one of agent, role and tag.</summary>
/// <param name="Name">1 to 128 characters, unique.</param>
/// <param name="AgentId">Applies to this agent …</param>
/// <param name="Role">… or to every agent of this role …</param>
/// <param name="Mode">Whether the policy is enforced or, to try it out, only evaluated and recorded.</param>
/// <param name="Tag">… or to every agent with this tag: 1 to 64 of <c>a-z 0-9 _ -</c>.</param>
public sealed record PolicyRequest(
    string Name, PolicySpec Spec, string? AgentId = null, string? Role = null, PolicyMode Mode = PolicyMode.Enforce, string? Tag = null);

/// <summary>What a policy's rules do.</summary>
public enum PolicyMode
{
    Enforce,

    /// <summary>Evaluated with every call; what it would have denied is recorded as <c>would_deny</c>. It neither allows nor denies.</summary>
    Shadow,
}

/// <summary>What a policy says. Scopes of all policies that apply unite; any deny wins; what no scope allows is denied.</summary>
public sealed record PolicySpec
{
    /// <summary><c>tool:action</c>, <c>tool:*</c> or <c>*</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The same forms; an explicit deny wins over every scope.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>
    /// What the agent must say it is up to (<c>X-Agent-Intent</c>) for the scopes of this policy to count; 1 to 128 of
    /// <c>a-z 0-9 _ . -</c>. Denies, guards, schedule and filters hold whatever it says.
    /// </summary>
    public string? Intent { get; init; }

    public GuardSpec? Guards { get; init; }

    /// <summary>Calls per agent; default 100 per second with a burst of 200.</summary>
    public RateLimitSpec? RateLimit { get; init; }

    /// <summary>At most 16. A quota bound to the agent replaces those of its role and tags with the same scope.</summary>
    public IReadOnlyList<QuotaSpec>? Quotas { get; init; }

    public ScheduleSpec? Schedule { get; init; }

    public ResponseFilterSpec? ResponseFilters { get; init; }

    public RequestFilterSpec? RequestFilters { get; init; }

    public ModelSpec? Models { get; init; }

    /// <summary>At most 16. All that apply hold together.</summary>
    public IReadOnlyList<BudgetSpec>? Budgets { get; init; }

    /// <summary>At most 16. All that ask must be satisfied.</summary>
    public IReadOnlyList<ApprovalSpec>? Approvals { get; init; }
}

/// <summary>A policy and its current version.</summary>
public sealed record PolicyResponse
{
    /// <summary><c>pol_</c> and 32 hex digits.</summary>
    public required string PolicyId { get; init; }
    public required string Name { get; init; }
    public string? AgentId { get; init; }
    public string? Role { get; init; }
    public string? Tag { get; init; }

    /// <summary>From 1; every PUT and rollback makes the next.</summary>
    public required int Version { get; init; }
    public required PolicySpec Spec { get; init; }
    public PolicyMode Mode { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Operator id that made this version; absent for the policies that the gateway comes with.</summary>
    public string? UpdatedBy { get; init; }
}

/// <summary>Body of <c>POST /v1/policies/{id}/rollback</c>: the old version's spec becomes a new version.</summary>
public sealed record RollbackPolicyRequest(int Version);

/// <summary>What made a version of a policy.</summary>
public enum PolicyChangeKind
{
    Created,
    Updated,
    RolledBack,

    /// <summary>The last entry of a policy's history; it repeats what the policy said at its end.</summary>
    Deleted,
}

/// <summary>One entry of a policy's history, which is never altered and outlives the policy.</summary>
public sealed record PolicyVersionResponse
{
    public required string PolicyId { get; init; }
    public required int Version { get; init; }
    public required PolicyChangeKind Change { get; init; }
    public required string Name { get; init; }
    public string? AgentId { get; init; }
    public string? Role { get; init; }
    public string? Tag { get; init; }
    public required PolicySpec Spec { get; init; }
    public PolicyMode Mode { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Operator id; absent for the policies that the gateway comes with.</summary>
    public string? MadeBy { get; init; }
}
