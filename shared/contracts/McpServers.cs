namespace FourRunr.Contracts;

/// <summary>What operators think of a tool of an MCP server. Only an approved one is offered and called.</summary>
public enum McpToolState
{
    /// <summary>Never approved.</summary>
    Pending,

    /// <summary>As an operator approved it.</summary>
    Approved,

    /// <summary>Its server defines it otherwise than it was approved.</summary>
    Changed,

    /// <summary>An operator has refused it as it is.</summary>
    Rejected,

    /// <summary>Its server lists it no more.</summary>
    Gone,
}

/// <param name="Items">By name.</param>
public sealed record McpServerListResponse(IReadOnlyList<McpServerSummary> Items);

/// <summary>A declared MCP server, as the replica that answers sees it.</summary>
/// <param name="Tool">What tokens and policies call it.</param>
/// <param name="Url">Its endpoint.</param>
/// <param name="ListedAt">When it last gave its list; null while it never did.</param>
/// <param name="Problem">Why its last list could not be had; null when it could.</param>
/// <param name="Tools">How many tools are in which state.</param>
public sealed record McpServerSummary(
    string Tool, string Url, IReadOnlyDictionary<string, int> Tools, DateTimeOffset? ListedAt = null, string? Problem = null);

/// <param name="Tools">Every tool that it lists or listed, by name.</param>
public sealed record McpServerResponse(
    string Tool, string Url, IReadOnlyList<McpToolResponse> Tools, DateTimeOffset? ListedAt = null, string? Problem = null);

/// <summary>One tool of an MCP server, as it is and as it was approved: what differs between the two is what an operator decides about.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="Action">As tokens and policies call it.</param>
/// <param name="Hash">SHA-256 of the definition as it is seen, in hex; a decision names it.</param>
/// <param name="SeenAt">When it was first seen so.</param>
/// <param name="Seen">The definition as its server gives it.</param>
/// <param name="Approved">The definition as it was approved; null while it never was.</param>
/// <param name="Flags">What an operator should look at: <c>looks_like:…</c>, <c>same_action:…</c>, <c>unusable:…</c>.</param>
/// <param name="DecidedBy">The operator of the last decision.</param>
public sealed record McpToolResponse(
    string Name,
    string Action,
    McpToolState State,
    string Hash,
    DateTimeOffset SeenAt,
    JsonObject Seen,
    IReadOnlyList<string> Flags,
    JsonObject? Approved = null,
    DateTimeOffset? DecidedAt = null,
    string? DecidedBy = null);

/// <summary>Approves or rejects tools of an MCP server.</summary>
/// <param name="Tools">Those that are decided about.</param>
public sealed record McpToolDecisionRequest(IReadOnlyList<McpToolDecision> Tools);

/// <param name="Name">As the server calls it.</param>
/// <param name="Hash">Of the definition that the operator has seen.</param>
public sealed record McpToolDecision(string Name, string Hash);
