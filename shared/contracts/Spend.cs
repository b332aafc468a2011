namespace FourRunr.Contracts;

/// <summary>What a call cost, or may cost at most while it is under way.</summary>
public sealed record CallSpend
{
    /// <summary>Millionths of a US dollar.</summary>
    public required long Microusd { get; init; }

    /// <summary>Input and output tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>When the budgets were charged, on their clock; it decides into which window the cost falls.</summary>
    public required DateTimeOffset ReservedAt { get; init; }

    /// <summary>The version of the prices; absent where nothing has a price.</summary>
    public string? PriceVersion { get; init; }

    /// <summary>Accounts of the budgets that the call counts against.</summary>
    public IReadOnlyList<string>? Budgets { get; init; }
}

/// <summary>Answer of <c>GET /v1/admin/spend</c>.</summary>
/// <param name="From">Costs of calls that began at or after this moment …</param>
/// <param name="To">… and before this one.</param>
/// <param name="Rows">The dearest first, at most 1,000.</param>
/// <param name="Total">Of all calls, also of those in rows that are not shown.</param>
public sealed record SpendReportResponse(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<SpendRowResponse> Rows, SpendSumResponse Total);

/// <summary>One row; only the members that were grouped by are there.</summary>
public sealed record SpendRowResponse
{
    public string? AgentId { get; init; }
    public string? Role { get; init; }

    /// <summary>A call of an agent with several tags counts in the row of each.</summary>
    public string? Tag { get; init; }
    public string? Model { get; init; }
    public string? Provider { get; init; }

    /// <summary><c>tool:action</c>.</summary>
    public string? Tool { get; init; }

    /// <summary>A day of UTC.</summary>
    public DateOnly? Day { get; init; }
    public required SpendSumResponse Sum { get; init; }
}

/// <summary>Costs and tokens of some calls.</summary>
public sealed record SpendSumResponse(long Calls, long Microusd, long InputTokens, long OutputTokens);
