namespace FourRunr.Contracts;

/// <summary>
/// How much may be spent in a window. What is spent and what is held for calls under way never exceed the limit together, over all replicas. Every
/// budget that applies holds: an agent's does not replace its role's.
/// </summary>
public sealed record BudgetSpec
{
    /// <summary>1 to 64 of <c>a-z 0-9 _ -</c>, beginning with a letter; unique in its policy. With the policy it names the account.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Who shares the account: <c>agent</c> (each has its own), <c>role</c>, <c>tag:NAME</c>, or <c>all</c> whom the policy applies to. A budget
    /// per tag counts only for agents that have the tag.
    /// </summary>
    public string Per { get; init; } = "agent";

    public BudgetUnit Unit { get; init; } = BudgetUnit.Usd;

    /// <summary>A decimal in quotes: dollars with at most 6 decimals, up to <c>1000000000</c>; or a whole number of tokens, up to <c>1000000000000</c>.</summary>
    public required string Limit { get; init; }

    public required BudgetWindowSpec Window { get; init; }

    /// <summary>Calls that count: <c>tool:action</c>, <c>tool:*</c> or <c>*</c>. Default: all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["*"];

    /// <summary>Percent of the limit at which operators are told, each once in a window; 1 to 100.</summary>
    public IReadOnlyList<int> Alerts { get; init; } = [];

    public BudgetShortage OnShortage { get; init; }
}

/// <summary>Either of the two.</summary>
public sealed record BudgetWindowSpec
{
    /// <summary>From midnight to midnight, or from the first of a month to the next, in <see cref="Timezone"/>.</summary>
    public CalendarWindow? Calendar { get; init; }

    /// <summary>IANA name. Default <c>UTC</c>. Only with <see cref="Calendar"/>.</summary>
    public string? Timezone { get; init; }

    /// <summary>The last so long, <c>1m</c> to <c>31d</c>; what was spent is given back at the latest a sixtieth of it later.</summary>
    public string? Sliding { get; init; }
}

/// <summary>A stretch of the calendar.</summary>
public enum CalendarWindow
{
    Day,
    Month,
}

/// <summary>What a budget counts.</summary>
public enum BudgetUnit
{
    /// <summary>US dollars, in whole millionths inside.</summary>
    Usd,

    /// <summary>Input and output tokens of models.</summary>
    Tokens,
}

/// <summary>What becomes of a call for which too little is left.</summary>
public enum BudgetShortage
{
    Refuse,

    /// <summary>The output cap that is sent is lowered to what is left, if that is at least one token.</summary>
    Shrink,
}

/// <summary>A budget and the policy that holds it.</summary>
public sealed record PolicyBudget(string PolicyId, string PolicyName, int PolicyVersion, BudgetSpec Budget);

/// <summary>Answer of <c>GET /v1/budgets</c>.</summary>
public sealed record BudgetListResponse(IReadOnlyList<BudgetStatusResponse> Budgets);

/// <summary>One account of a budget, as it is now. Amounts are decimals in quotes: dollars with at most 6 decimals, or whole tokens.</summary>
public sealed record BudgetStatusResponse
{
    public required string Name { get; init; }
    public required string PolicyId { get; init; }
    public required string PolicyName { get; init; }

    /// <summary>As in the policy: <c>agent</c>, <c>role</c>, <c>tag:NAME</c> or <c>all</c>.</summary>
    public required string Per { get; init; }

    /// <summary>Whose account it is: <c>agent:ID</c>, <c>role:NAME</c>, <c>tag:NAME</c> or <c>all</c>.</summary>
    public required string Holder { get; init; }
    public required BudgetUnit Unit { get; init; }
    public required string Limit { get; init; }

    /// <summary>What ended calls cost, and the holds of calls that were lost.</summary>
    public required string Spent { get; init; }

    /// <summary>What calls under way may cost at most.</summary>
    public required string Held { get; init; }

    /// <summary>The part of what was spent that calls cost above what was held for them.</summary>
    public required string Overrun { get; init; }

    /// <summary>What a call may cost now; never below 0.</summary>
    public required string Left { get; init; }

    /// <summary>Spending from this moment on counts.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>When everything that is used now has been given back.</summary>
    public required DateTimeOffset ResetsAt { get; init; }
}
