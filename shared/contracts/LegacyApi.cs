using System.Text.Json.Serialization;

namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /api/create-agent</c>. Unknown members are ignored, as existing clients expect.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record LegacyCreateAgentRequest(string Name, string Role, string? CreatedBy = null);

/// <param name="PrivateKey">PKCS#8 PEM.</param>
public sealed record LegacyCreateAgentResponse(string AgentId, string PrivateKey);

/// <summary>Body of <c>POST /api/generate-token</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record LegacyGenerateTokenRequest(
    string AgentId, IReadOnlyList<string> Tools, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt = null);

public sealed record LegacyGenerateTokenResponse(string AgentToken, string TokenId, DateTimeOffset ExpiresAt, string AgentName);

/// <summary>Body of <c>POST /api/proxy-request</c>.</summary>
/// <param name="TokenId">Optional; when sent it must be the id of <paramref name="AgentToken"/>.</param>
/// <param name="Intent">In place of the header <c>X-Agent-Intent</c>.</param>
/// <param name="Async">False, or absent: an answer comes with the call. True is refused.</param>
/// <param name="ProofPayload">Accepted for compatibility and not evaluated: the registry proves where a token came from.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record LegacyProxyRequest(
    string AgentToken, string Tool, string Action, JsonObject Params,
    string? Intent = null, string? TokenId = null, JsonNode? ProofPayload = null, bool? Async = null);

public sealed record LegacyProxyResponse(bool Success, JsonNode? Data, LegacyMetadata Metadata);

public sealed record LegacyMetadata(string AgentId, string AgentName, string Tool, string Action, double ResponseTimeMs, bool? Mock);

/// <summary>Every refusal of the <c>/api</c> endpoints: v1 status and code, with <c>error</c> as the readable sentence.</summary>
public sealed record LegacyError
{
    public required string Error { get; init; }
    public required string Code { get; init; }
    public required string CorrelationId { get; init; }
    public string? Rule { get; init; }
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Of <c>approval_*</c>: the request, see <c>GET /v1/approvals/{approval_id}</c>.</summary>
    public string? ApprovalId { get; init; }
    public string? HowToFix { get; init; }
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}

/// <summary>Answer of <c>GET /health</c>: what <c>/health/live</c> says, and the same in the members that earlier clients read.</summary>
/// <param name="Version">Of the gateway, e.g. <c>0.1.0</c>.</param>
public sealed record LegacyLiveness(string Status, IReadOnlyDictionary<string, string> Parts, string Version, bool Ok, DateTimeOffset Time);

/// <summary>Answer of <c>GET /ready</c>: what <c>/health/ready</c> says, and the same in the members that earlier clients read.</summary>
/// <param name="Version">Of the gateway, e.g. <c>0.1.0</c>.</param>
/// <param name="Ready">False with status 503 only.</param>
/// <param name="Checks">Part to whether it is well.</param>
public sealed record LegacyReadiness(
    string Status, IReadOnlyDictionary<string, string> Parts, string Version, bool Ready, IReadOnlyDictionary<string, bool> Checks, DateTimeOffset Timestamp);
