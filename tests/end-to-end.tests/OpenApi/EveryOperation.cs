using FourRunr.Contracts;
using FourRunr.ToolProxy.DeclaredTools.Management;
using FourRunr.ToolProxy.Prices.Management;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>Requests that use every operation of the front door, in an order in which each can succeed.</summary>
internal static class EveryOperation
{
    private const string Policy = """{"name":"live","role":"nobody","spec":{"scopes":["serpapi:*"],"rate_limit":{"requests":5}}}""";
    private const string OtherPolicy = """{"name":"live","role":"nobody","spec":{"scopes":["serpapi:*"],"rate_limit":{"requests":6}}}""";
    private const string Test = """{"name":"searches","given":{"role":"scraper","tool":"serpapi","action":"search"},"expect":{"effect":"allow"}}""";
    private const string Draft = $$"""{"draft":{{Policy}},"from":"2026-01-05T00:00:00Z","to":"2026-01-06T00:00:00Z"}""";
    private const string Import = """{"tool":"pets","openapi":{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"paths":{}},"base_url":"https://pets.example"}""";

    private const string Prices = """{"prices":{"maple":{"mode":"chat","litellm_provider":"northwind","input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05}}}""";

    public static readonly Step[] Steps =
    [
        new("GetLiveness", "/health/live", As: Caller.Nobody),
        new("GetReadiness", "/health/ready", As: Caller.Nobody),
        new("LegacyGetLiveness", "/health", As: Caller.Nobody),
        new("LegacyGetReadiness", "/ready", As: Caller.Nobody),
        new("GetMetrics", "/metrics", As: Caller.Nobody),
        new("GetOpenApiDocument", "/openapi/v1.json", As: Caller.Nobody),
        new("GetServerMetadata", "/.well-known/oauth-authorization-server", As: Caller.Nobody),

        new("CreateAgent", "/v1/agents", """{"name":"live","role":"scraper"}""", Keep: ["agentId=agent_id"], Change: new(ChangeActions.AgentCreated, "{agentId}", To: "*")),
        new("ListAgents", "/v1/agents?limit=1"),
        new("GetAgent", "/v1/agents/{agentId}"),
        new("UpdateAgent", "/v1/agents/{agentId}", """{"role":"scraper"}""", NoChange: "It is the role that the agent has."),
        new("UpdateAgent", "/v1/agents/{agentId}", """{"tags":["live"]}""", Change: new(ChangeActions.AgentUpdated, "{agentId}")),
        new("RotateAgentKey", "/v1/agents/{agentId}/keys", "{}", Change: new(ChangeActions.AgentKeyRotated, "{agentId}", From: "*", To: "*")),
        new("IssueToken", "/v1/agents/{agentId}/tokens", """{"tools":["*"],"permissions":["*"]}""", Keep: ["token=token", "tokenId=token_id"], Change: new(ChangeActions.TokenIssued, "{tokenId}")),
        new("ListTokens", "/v1/agents/{agentId}/tokens"),
        new("ListAgentClients", "/v1/agents/{agentId}/clients"),
        // Nobody has signed one in.
        new("DeleteAgentClient", "/v1/agents/{agentId}/clients/https%3A%2F%2Feditor.example.com%2Fclient.json", Status: 404, NoChange: "Nothing was there to end. Sign-in has tests of its own."),
        new("IntrospectToken", "/oauth2/introspect", """{"token":"{token}"}""", Caller.Service),

        new("CreatePolicy", "/v1/policies", """{"name":"models","agent_id":"{agentId}","spec":{"scopes":["openai:*","anthropic:*"]}}""", Change: new(ChangeActions.PolicyCreated, "*", To: "1")),
        new("CreateChatCompletion", "/v1/chat/completions", """{"model":"gpt-5","messages":[{"role":"user","content":"hi"}]}""", Caller.Agent),
        new("CreateResponse", "/v1/responses", """{"model":"gpt-5","input":"hi"}""", Caller.Agent),
        new("CreateEmbeddings", "/v1/embeddings", """{"model":"text-embedding-3-small","input":"hi"}""", Caller.Agent),
        new("CreateMessage", "/v1/messages", """{"model":"claude-sonnet-4-5","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}""", Caller.Agent),
        new("CountMessageTokens", "/v1/messages/count_tokens", """{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"hi"}]}""", Caller.Agent),
        new("ListModels", "/v1/models", As: Caller.Agent),
        new("GetModel", "/v1/models/gpt-5", As: Caller.Agent),
        new("ListBudgets", "/v1/budgets", As: Caller.Agent),
        new("GetSpend", "/v1/admin/spend?group_by=agent,day"),

        new("CallTool", "/v1/tools/serpapi/search", """{"q":"agent gateway"}""", Caller.Agent),
        new("ListTools", "/v1/tools", As: Caller.Agent),
        new("ListCatalog", "/v1/catalog", As: Caller.Service),
        new("LegacyCreateAgent", "/api/create-agent", """{"name":"live","role":"scraper"}""", Change: new(ChangeActions.AgentCreated, "*", To: "*")),
        new("LegacyGenerateToken", "/api/generate-token", """{"agent_id":"{agentId}","tools":["serpapi"],"permissions":["read"]}""", Change: new(ChangeActions.TokenIssued, "*")),
        new("LegacyProxyRequest", "/api/proxy-request", """{"agent_token":"{token}","tool":"serpapi","action":"search","params":{"q":"x"}}""", Caller.Nobody),
        new("CreatePolicy", "/v1/policies", """{"name":"asks","agent_id":"{agentId}","spec":{"scopes":["http_fetch:*"],"approvals":[{"name":"fetches","scopes":["http_fetch:get"]}]}}""",
            Change: new(ChangeActions.PolicyCreated, "*", To: "1")),
        new("CallTool", "/v1/tools/http_fetch/get", """{"url":"https://example.org/a"}""", Caller.Agent, Status: 202, Keep: ["approvalId=approval_id"]),
        new("GetOwnApproval", "/v1/approvals/{approvalId}", As: Caller.Agent),
        new("ListApprovals", "/v1/admin/approvals?state=pending"),
        new("GetApproval", "/v1/admin/approvals/{approvalId}"),
        new("ApproveCall", "/v1/admin/approvals/{approvalId}/approve", "{}", Change: new(ChangeActions.ApprovalApproved, "{approvalId}")),
        new("CallTool", "/v1/tools/http_fetch/get", """{"url":"https://example.org/b"}""", Caller.Agent, Status: 202, Keep: ["approvalId=approval_id"]),
        new("DenyCall", "/v1/admin/approvals/{approvalId}/deny", """{"reason":"No."}""", Change: new(ChangeActions.ApprovalDenied, "{approvalId}")),
        new("RotateToken", "/v1/tokens/rotate", As: Caller.Agent, Keep: ["token=token"]),
        new("RevokeToken", "/v1/tokens/{tokenId}/revoke", """{"reason":"live"}""", Change: new(ChangeActions.TokenRevoked, "{tokenId}")),
        new("RevokePresentedToken", "/oauth2/revoke", """{"token":"{token}"}""", NoChange: "The token before it was revoked with all of its rotations."),

        new("CreatePolicy", "/v1/policies", Policy, Keep: ["policyId=policy_id"], Change: new(ChangeActions.PolicyCreated, "{policyId}", To: "1")),
        new("ListPolicies", "/v1/policies?role=nobody"),
        new("GetPolicy", "/v1/policies/{policyId}"),
        new("ReplacePolicy", "/v1/policies/{policyId}", Policy, Change: new(ChangeActions.PolicySaved, "{policyId}", From: "1", To: "2")),
        new("RollBackPolicy", "/v1/policies/{policyId}/rollback", """{"version":1}""", Change: new(ChangeActions.PolicyRolledBack, "{policyId}", From: "2", To: "3")),
        new("ListPolicyVersions", "/v1/policies/{policyId}/versions"),
        new("ApplyPolicies", "/v1/policies/apply?dry_run=true", $$"""{"policies":[{{Policy}}]}""", NoChange: "A dry run stores nothing."),
        new("ApplyPolicies", "/v1/policies/apply", $$"""{"policies":[{{OtherPolicy}}]}""", Change: new(ChangeActions.PolicySaved, "{policyId}", "3", "4")),
        new("TestPolicies", "/v1/policies/test", $$"""{"tests":[{{Test}}]}""", NoChange: "It asks only."),
        new("SimulatePolicy", "/v1/policies/simulate", Draft, NoChange: "It asks only."),
        new("GetPolicySchema", "/v1/policies/schema.json", As: Caller.Nobody),
        new("Explain", "/v1/decisions/explain", """{"agent_id":"{agentId}","role":"scraper","tool":"serpapi","action":"search"}""", NoChange: "It asks only."),
        new("Decide", "/v1/decisions", """{"agent_id":"{agentId}","role":"scraper","tool":"serpapi","action":"search"}""", Caller.Service),
        new("AllowedScopes", "/v1/decisions/scopes", """{"agent_id":"{agentId}","role":"scraper"}""", Caller.Service),
        new("DeletePolicy", "/v1/policies/{policyId}", Change: new(ChangeActions.PolicyDeleted, "{policyId}", From: "4")),

        new("ListChanges", "/v1/admin/changes?subject_kind=policy,agent&limit=5"),
        new("ListCalls", "/v1/admin/calls?limit=5"),
        new("GetCall", "/v1/admin/calls/call_00000000000000000000000000000000", Status: 404),
        new("GetCallSummary", "/v1/admin/calls/summary"),
        new("VerifyAudit", "/v1/admin/audit/verify"),
        new("ExportAudit", "/v1/admin/audit/export"),
        new("ListAuditKeys", "/v1/admin/audit/keys"),
        new("ListActions", "/v1/admin/actions?tool=serpapi"),
        new("ListBreakers", "/v1/admin/breakers"),
        new("SetChaos", "/v1/admin/chaos", """{"tool":"serpapi","kind":"jitter","percentage":1}""", Change: new(ChangeActions.ChaosSet, "serpapi")),
        new("ListChaos", "/v1/admin/chaos"),
        new("RemoveChaos", "/v1/admin/chaos/serpapi", Change: new(ChangeActions.ChaosRemoved, "serpapi")),
        new("ClearChaos", "/v1/admin/chaos", Change: new(ChangeActions.ChaosRemoved, "*")),

        new("StoreCredential", "/v1/admin/credentials", """{"tool":"weather","value":"first-key"}""", Change: new(ChangeActions.CredentialStored, "weather", To: "1")),
        new("StoreCredential", "/v1/admin/credentials", """{"tool":"weather","value":"second-key"}""", Change: new(ChangeActions.CredentialStored, "weather", From: "1", To: "2")),
        new("ListCredentials", "/v1/admin/credentials"),
        new("GetCredential", "/v1/admin/credentials/weather"),
        new("RollBackCredential", "/v1/admin/credentials/weather/rollback", Change: new(ChangeActions.CredentialRolledBack, "weather", From: "2", To: "1")),
        new("ActivateCredential", "/v1/admin/credentials/weather/activate", """{"version":2}""", Change: new(ChangeActions.CredentialActivated, "weather", From: "1", To: "2")),
        new("DeactivateCredential", "/v1/admin/credentials/weather/deactivate", Change: new(ChangeActions.CredentialDeactivated, "weather", From: "2")),
        new("DeleteCredential", "/v1/admin/credentials/weather/1", Change: new(ChangeActions.CredentialDeleted, "weather", From: "1")),
        new("RewrapCredentials", "/v1/admin/credentials/rewrap", Change: new(ChangeActions.CredentialsRewrapped, "*", To: "*")),

        new("DeclareTool", "/v1/admin/tools", ToolDocument.Example, Change: new(ChangeActions.ToolDeclared, "weather", To: "1")),
        new("PutTool", "/v1/admin/tools/weather", ToolDocument.Example, NoChange: "It is the definition that the tool has."),
        new("PutTool", "/v1/admin/tools/weather", ToolDocument.Example.Replace("/v1", "/v2", StringComparison.Ordinal),
            Change: new(ChangeActions.ToolReplaced, "weather", "1", "2")),
        new("ListDeclaredTools", "/v1/admin/tools"),
        new("GetDeclaredTool", "/v1/admin/tools/weather"),
        new("ImportTool", "/v1/admin/tools/import", Import, NoChange: "It proposes a document and stores nothing."),
        new("DeleteDeclaredTool", "/v1/admin/tools/weather", Change: new(ChangeActions.ToolDeleted, "weather", From: "2")),

        new("DeclareTool", "/v1/admin/tools", """{"tool":"tickets","mcp":{"url":"https://tickets.example.com/mcp"}}""", Change: new(ChangeActions.ToolDeclared, "tickets", To: "1")),
        new("ListMcpServers", "/v1/admin/mcp-servers"),
        new("GetMcpServer", "/v1/admin/mcp-servers/tickets"),
        new("RefreshMcpServer", "/v1/admin/mcp-servers/tickets/refresh", NoChange: "It looks at the server. What it finds waits for an approval."),
        new("ApproveMcpTools", "/v1/admin/mcp-servers/tickets/approve", """{"tools":[]}""", NoChange: "It decides about no tool. McpDecisionChangesTests decide."),
        new("RejectMcpTools", "/v1/admin/mcp-servers/tickets/reject", """{"tools":[]}""", NoChange: "It decides about no tool. McpDecisionChangesTests decide."),

        new("SetPrices", "/v1/admin/prices", PricesBody.Example, Change: new(ChangeActions.PricesSet, "prices", To: "prices_1")),
        new("GetPrices", "/v1/admin/prices"),
        new("ListPriceVersions", "/v1/admin/prices/versions"),
        new("GetPriceVersion", "/v1/admin/prices/versions/prices_1"),
        new("ImportPrices", "/v1/admin/prices/import", Prices, NoChange: "Without confirm it is a preview."),
        new("ImportPrices", "/v1/admin/prices/import", $"{Prices[..^1]},\"confirm\":true}}", Change: new(ChangeActions.PricesSet, "prices", "prices_1", "prices_2")),

        new("CreateOperator", "/v1/operators", """{"name":"live","role":"auditor"}""", Keep: ["operatorId=operator_id"], Change: new(ChangeActions.OperatorCreated, "{operatorId}")),
        new("ListOperators", "/v1/operators"),
        new("GetOwnOperator", "/v1/operators/me"),
        new("DeleteOperator", "/v1/operators/{operatorId}", Change: new(ChangeActions.OperatorRevoked, "{operatorId}")),
        new("ThrowKillSwitch", "/v1/revocations", """{"agent_id":"{agentId}","reason":"live"}""", Change: new(ChangeActions.KillSwitchThrown, "*")),
        new("ListRevocations", "/v1/revocations"),
        new("ListSecurityEvents", "/v1/security-events"),
        new("RotateKeys", "/v1/keys/rotate", Change: new(ChangeActions.SigningKeyAdded, "*", From: "*", To: "*")),
        new("ListKeys", "/v1/keys"),
        new("RewrapKeys", "/v1/keys/rewrap", Change: new(ChangeActions.SigningKeysRewrapped, "*", To: "*")),
        new("DeleteAgent", "/v1/agents/{agentId}", Change: new(ChangeActions.AgentDeleted, "{agentId}", From: "*")),
    ];
}
