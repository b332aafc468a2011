using System.Text.Json.Serialization;

namespace FourRunr.Contracts;

/// <summary>What an operator, or the gateway itself, changed: an item of <c>GET /v1/admin/changes</c>, and a row of the audit trail.</summary>
public sealed record OperatorChangeResponse
{
    /// <summary>Whose journal holds it: <c>wrt_</c> and 32 hex digits.</summary>
    [JsonPropertyOrder(-2)]
    public string? Writer { get; init; }

    /// <summary>Its number in that journal.</summary>
    [JsonPropertyOrder(-1)]
    public long? Seq { get; init; }

    /// <summary><c>chg_</c> and 32 hex digits, ordered by time.</summary>
    public required string ChangeId { get; init; }

    /// <summary>When the change was made. It was stored in the same transaction as this record.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The service that made the change, such as <c>auth-service</c>.</summary>
    public required string Service { get; init; }

    public required ChangeOperator Operator { get; init; }

    /// <summary>One of <see cref="ChangeActions"/>, such as <c>policy.saved</c>.</summary>
    public required string Action { get; init; }

    public required ChangeSubject Subject { get; init; }

    /// <summary>The version before: a number, the id of prices, the thumbprint of a key, the hash of a definition. Absent where there was none.</summary>
    public string? FromVersion { get; init; }

    /// <summary>The version after, likewise. Absent where there is none any more.</summary>
    public string? ToVersion { get; init; }

    /// <summary>What else is worth knowing, such as the new role of an agent. Short texts; never a key, a credential or a document.</summary>
    public IReadOnlyDictionary<string, string>? Detail { get; init; }

    /// <summary>That of the request; absent for changes of the gateway itself.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>Who made a change, as it was verified at that moment.</summary>
/// <param name="OperatorId"><c>opr_…</c>, <c>oidc_…</c>, <c>bootstrap</c> for the key in the configuration, or <c>system</c> for the gateway itself.</param>
/// <param name="Name">Of the key, or of the person.</param>
/// <param name="Role">Absent for the gateway itself.</param>
public sealed record ChangeOperator(string OperatorId, string Name, string? Role = null)
{
    public const string SystemId = "system";
}

/// <summary>What was changed.</summary>
/// <param name="Kind">One of <see cref="ChangeSubjects"/>.</param>
/// <param name="Name">What people call it; absent if that is the id.</param>
/// <param name="ParentId">What it belongs to: the agent of a token, a client or a policy, the server of an MCP tool. Absent if nothing.</param>
public sealed record ChangeSubject(string Kind, string Id, string? Name = null, string? ParentId = null);

/// <summary>The kinds of things that operators change.</summary>
public static class ChangeSubjects
{
    public const string Agent = "agent";
    public const string Token = "token";
    public const string Client = "client";
    public const string Operator = "operator";
    public const string KillSwitch = "kill_switch";
    public const string SigningKey = "signing_key";
    public const string Policy = "policy";
    public const string Credential = "credential";
    public const string Tool = "tool";
    public const string McpTool = "mcp_tool";
    public const string Prices = "prices";
    public const string Chaos = "chaos";
    public const string Approval = "approval";

    /// <summary>The id of all of a kind.</summary>
    public const string Everything = "*";

    public static IReadOnlyList<string> All { get; } =
        [Agent, Token, Client, Operator, KillSwitch, SigningKey, Policy, Credential, Tool, McpTool, Prices, Chaos, Approval];
}

/// <summary>Everything that an operator can do to the gateway, as it stands on record.</summary>
public static class ChangeActions
{
    public const string AgentCreated = "agent.created";
    public const string AgentUpdated = "agent.updated";
    public const string AgentSuspended = "agent.suspended";
    public const string AgentActivated = "agent.activated";
    public const string AgentKeyRotated = "agent.key_rotated";
    public const string AgentDeleted = "agent.deleted";
    public const string TokenIssued = "token.issued";
    public const string TokenRevoked = "token.revoked";
    public const string ClientAuthorized = "client.authorized";
    public const string ClientRemoved = "client.removed";
    public const string OperatorCreated = "operator.created";
    public const string OperatorRevoked = "operator.revoked";
    public const string KillSwitchThrown = "kill_switch.thrown";
    public const string SigningKeyAdded = "signing_key.added";
    public const string SigningKeysRewrapped = "signing_key.rewrapped";
    public const string PolicyCreated = "policy.created";
    public const string PolicySaved = "policy.saved";
    public const string PolicyRolledBack = "policy.rolled_back";
    public const string PolicyDeleted = "policy.deleted";
    public const string CredentialStored = "credential.stored";
    public const string CredentialActivated = "credential.activated";
    public const string CredentialRolledBack = "credential.rolled_back";
    public const string CredentialDeactivated = "credential.deactivated";
    public const string CredentialDeleted = "credential.deleted";
    public const string CredentialsRewrapped = "credential.rewrapped";
    public const string ToolDeclared = "tool.declared";
    public const string ToolReplaced = "tool.replaced";
    public const string ToolDeleted = "tool.deleted";
    public const string McpToolApproved = "mcp_tool.approved";
    public const string McpToolRejected = "mcp_tool.rejected";
    public const string PricesSet = "prices.set";
    public const string ApprovalApproved = "approval.approved";
    public const string ApprovalDenied = "approval.denied";
    public const string ChaosSet = "chaos.set";
    public const string ChaosRemoved = "chaos.removed";

    public static IReadOnlyList<string> All { get; } =
    [
        AgentCreated, AgentUpdated, AgentSuspended, AgentActivated, AgentKeyRotated, AgentDeleted,
        TokenIssued, TokenRevoked, ClientAuthorized, ClientRemoved, OperatorCreated, OperatorRevoked,
        KillSwitchThrown, SigningKeyAdded, SigningKeysRewrapped,
        PolicyCreated, PolicySaved, PolicyRolledBack, PolicyDeleted,
        CredentialStored, CredentialActivated, CredentialRolledBack, CredentialDeactivated, CredentialDeleted, CredentialsRewrapped,
        ToolDeclared, ToolReplaced, ToolDeleted, McpToolApproved, McpToolRejected, PricesSet, ApprovalApproved, ApprovalDenied, ChaosSet, ChaosRemoved,
    ];
}

/// <summary>Body of <c>POST /v1/changes/claim</c> (services only): take changes that are not in the audit trail yet.</summary>
/// <param name="Writer">Whose journal they are taken into: <c>wrt_</c> and 32 hex digits. What it took before and did not acknowledge it gets again.</param>
/// <param name="Limit">At most so many, 1 to 500.</param>
public sealed record ClaimChangesRequest(string Writer, int Limit);

/// <param name="Changes">Nobody else gets them for 30 s, or until they are acknowledged. The oldest first.</param>
public sealed record ClaimedChangesResponse(IReadOnlyList<OperatorChangeResponse> Changes);

/// <summary>Body of <c>POST /v1/changes/acknowledge</c> (services only): these changes are in a journal of the audit trail.</summary>
/// <param name="ChangeIds">At most 500.</param>
public sealed record AcknowledgeChangesRequest(IReadOnlyList<string> ChangeIds);

/// <param name="Acknowledged">How many of them were waiting.</param>
public sealed record AcknowledgedChangesResponse(int Acknowledged);
