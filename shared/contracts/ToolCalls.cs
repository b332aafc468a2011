using System.Text.Json.Nodes;

namespace FourRunr.Contracts;

/// <summary>200 of <c>POST /v1/tools/{tool}/{action}</c>.</summary>
/// <param name="Data">What the tool answered, after filters.</param>
public sealed record ToolCallResponse(JsonNode? Data, ToolCallMeta Meta);

/// <summary>Facts about a call.</summary>
public sealed record ToolCallMeta
{
    public required string AgentId { get; init; }
    public required string AgentName { get; init; }
    public required string Tool { get; init; }
    public required string Action { get; init; }

    /// <summary>Milliseconds from the arrival of the request to the answer, in the proxy.</summary>
    public required double ResponseTimeMs { get; init; }
    public required string CorrelationId { get; init; }

    /// <summary>True when the tool was not asked because a stored result was good.</summary>
    public required bool Cached { get; init; }

    /// <summary>How often the tool was asked, 0 for a cached result.</summary>
    public required int Attempts { get; init; }
}

/// <summary>An entry of <c>GET /v1/tools</c>.</summary>
/// <param name="Permission"><c>read</c> or <c>write</c>.</param>
/// <param name="Parameters">JSON Schema (draft 2020-12) of the body.</param>
public sealed record ToolActionResponse(string Tool, string Action, string Permission, string Description, JsonObject Parameters);

/// <summary>Answer of <c>GET /v1/tools</c>.</summary>
public sealed record ToolListResponse(IReadOnlyList<ToolActionResponse> Tools);

/// <summary>One record of <c>GET /v1/admin/calls</c>: every call that reached the gateway, refused or not.</summary>
public sealed record CallRecordResponse
{
    /// <summary><c>call_</c> and 32 hex digits, ordered by time.</summary>
    public required string CallId { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required string CorrelationId { get; init; }
    public string? AgentId { get; init; }
    public string? AgentName { get; init; }
    public string? Role { get; init; }
    public string? TokenId { get; init; }
    public required string Tool { get; init; }
    public required string Action { get; init; }

    /// <summary><c>ok</c> or the error code.</summary>
    public required string Outcome { get; init; }
    public required int Status { get; init; }
    public string? Rule { get; init; }
    public string? PolicyId { get; init; }
    public int? PolicyVersion { get; init; }
    public required int Attempts { get; init; }
    public required bool Cached { get; init; }
    public required double DurationMs { get; init; }
    public required long RequestBytes { get; init; }
    public required long ResponseBytes { get; init; }

    /// <summary>HMAC-SHA-256 of the canonical parameters under a key of the gateway, base64url: equal calls are recognised, contents are not shown.</summary>
    public string? ParamsHash { get; init; }

    /// <summary>What the agent said it was up to.</summary>
    public string? Intent { get; init; }

    /// <summary>The parameters, sanitized; absent when they were not kept.</summary>
    public JsonNode? Params { get; init; }
}
