using FourRunr.ToolProxy.DeclaredTools.Management;
using FourRunr.ToolProxy.Prices.Management;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>Requests that use every operation of the front door, in an order in which each can succeed.</summary>
internal static class EveryOperation
{
    private const string Policy = """{"name":"live","role":"nobody","spec":{"scopes":["serpapi:*"],"rate_limit":{"requests":5}}}""";
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

        new("CreateAgent", "/v1/agents", """{"name":"live","role":"scraper"}""", Keep: ["agentId=agent_id"]),
        new("ListAgents", "/v1/agents?limit=1"),
        new("GetAgent", "/v1/agents/{agentId}"),
        new("UpdateAgent", "/v1/agents/{agentId}", """{"role":"scraper"}"""),
        new("RotateAgentKey", "/v1/agents/{agentId}/keys", "{}"),
        new("IssueToken", "/v1/agents/{agentId}/tokens", """{"tools":["*"],"permissions":["*"]}""", Keep: ["token=token", "tokenId=token_id"]),
        new("ListTokens", "/v1/agents/{agentId}/tokens"),
        new("ListAgentClients", "/v1/agents/{agentId}/clients"),
        // Nobody has signed one in.
        new("DeleteAgentClient", "/v1/agents/{agentId}/clients/https%3A%2F%2Feditor.example.com%2Fclient.json", Status: 404),
        new("IntrospectToken", "/oauth2/introspect", """{"token":"{token}"}""", Caller.Service),

        new("CreatePolicy", "/v1/policies", """{"name":"models","agent_id":"{agentId}","spec":{"scopes":["openai:*","anthropic:*"]}}"""),
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
        new("LegacyCreateAgent", "/api/create-agent", """{"name":"live","role":"scraper"}"""),
        new("LegacyGenerateToken", "/api/generate-token", """{"agent_id":"{agentId}","tools":["serpapi"],"permissions":["read"]}"""),
        new("LegacyProxyRequest", "/api/proxy-request", """{"agent_token":"{token}","tool":"serpapi","action":"search","params":{"q":"x"}}""", Caller.Nobody),
        new("CreatePolicy", "/v1/policies", """{"name":"asks","agent_id":"{agentId}","spec":{"scopes":["http_fetch:*"],"approvals":[{"name":"fetches","scopes":["http_fetch:get"]}]}}"""),
        new("CallTool", "/v1/tools/http_fetch/get", """{"url":"https://example.org/a"}""", Caller.Agent, Status: 202, Keep: ["approvalId=approval_id"]),
        new("GetOwnApproval", "/v1/approvals/{approvalId}", As: Caller.Agent),
        new("ListApprovals", "/v1/admin/approvals?state=pending"),
        new("GetApproval", "/v1/admin/approvals/{approvalId}"),
        new("ApproveCall", "/v1/admin/approvals/{approvalId}/approve", "{}"),
        new("CallTool", "/v1/tools/http_fetch/get", """{"url":"https://example.org/b"}""", Caller.Agent, Status: 202, Keep: ["approvalId=approval_id"]),
        new("DenyCall", "/v1/admin/approvals/{approvalId}/deny", """{"reason":"No."}"""),
        new("RotateToken", "/v1/tokens/rotate", As: Caller.Agent, Keep: ["token=token"]),
        new("RevokeToken", "/v1/tokens/{tokenId}/revoke", """{"reason":"live"}"""),
        new("RevokePresentedToken", "/oauth2/revoke", """{"token":"{token}"}"""),

        new("CreatePolicy", "/v1/policies", Policy, Keep: ["policyId=policy_id"]),
        new("ListPolicies", "/v1/policies?role=nobody"),
        new("GetPolicy", "/v1/policies/{policyId}"),
        new("ReplacePolicy", "/v1/policies/{policyId}", Policy),
        new("RollBackPolicy", "/v1/policies/{policyId}/rollback", """{"version":1}"""),
        new("ListPolicyVersions", "/v1/policies/{policyId}/versions"),
        new("ApplyPolicies", "/v1/policies/apply?dry_run=true", $$"""{"policies":[{{Policy}}]}"""),
        new("TestPolicies", "/v1/policies/test", $$"""{"tests":[{{Test}}]}"""),
        new("SimulatePolicy", "/v1/policies/simulate", Draft),
        new("GetPolicySchema", "/v1/policies/schema.json", As: Caller.Nobody),
        new("Explain", "/v1/decisions/explain", """{"agent_id":"{agentId}","role":"scraper","tool":"serpapi","action":"search"}"""),
        new("Decide", "/v1/decisions", """{"agent_id":"{agentId}","role":"scraper","tool":"serpapi","action":"search"}""", Caller.Service),
        new("AllowedScopes", "/v1/decisions/scopes", """{"agent_id":"{agentId}","role":"scraper"}""", Caller.Service),
        new("DeletePolicy", "/v1/policies/{policyId}"),

        new("ListCalls", "/v1/admin/calls?limit=5"),
        new("GetCall", "/v1/admin/calls/call_00000000000000000000000000000000", Status: 404),
        new("GetCallSummary", "/v1/admin/calls/summary"),
        new("VerifyAudit", "/v1/admin/audit/verify"),
        new("ExportAudit", "/v1/admin/audit/export"),
        new("ListAuditKeys", "/v1/admin/audit/keys"),
        new("ListActions", "/v1/admin/actions?tool=serpapi"),
        new("ListBreakers", "/v1/admin/breakers"),
        new("SetChaos", "/v1/admin/chaos", """{"tool":"serpapi","kind":"jitter","percentage":1}"""),
        new("ListChaos", "/v1/admin/chaos"),
        new("RemoveChaos", "/v1/admin/chaos/serpapi"),
        new("ClearChaos", "/v1/admin/chaos"),

        new("StoreCredential", "/v1/admin/credentials", """{"tool":"weather","value":"first-key"}"""),
        new("StoreCredential", "/v1/admin/credentials", """{"tool":"weather","value":"second-key"}"""),
        new("ListCredentials", "/v1/admin/credentials"),
        new("GetCredential", "/v1/admin/credentials/weather"),
        new("RollBackCredential", "/v1/admin/credentials/weather/rollback"),
        new("ActivateCredential", "/v1/admin/credentials/weather/activate", """{"version":2}"""),
        new("DeactivateCredential", "/v1/admin/credentials/weather/deactivate"),
        new("DeleteCredential", "/v1/admin/credentials/weather/1"),
        new("RewrapCredentials", "/v1/admin/credentials/rewrap"),

        new("DeclareTool", "/v1/admin/tools", ToolDocument.Example),
        new("PutTool", "/v1/admin/tools/weather", ToolDocument.Example),
        new("ListDeclaredTools", "/v1/admin/tools"),
        new("GetDeclaredTool", "/v1/admin/tools/weather"),
        new("ImportTool", "/v1/admin/tools/import", Import),
        new("DeleteDeclaredTool", "/v1/admin/tools/weather"),

        new("DeclareTool", "/v1/admin/tools", """{"tool":"tickets","mcp":{"url":"https://tickets.example.com/mcp"}}"""),
        new("ListMcpServers", "/v1/admin/mcp-servers"),
        new("GetMcpServer", "/v1/admin/mcp-servers/tickets"),
        new("RefreshMcpServer", "/v1/admin/mcp-servers/tickets/refresh"),
        new("ApproveMcpTools", "/v1/admin/mcp-servers/tickets/approve", """{"tools":[]}"""),
        new("RejectMcpTools", "/v1/admin/mcp-servers/tickets/reject", """{"tools":[]}"""),

        new("SetPrices", "/v1/admin/prices", PricesBody.Example),
        new("GetPrices", "/v1/admin/prices"),
        new("ListPriceVersions", "/v1/admin/prices/versions"),
        new("GetPriceVersion", "/v1/admin/prices/versions/prices_1"),
        new("ImportPrices", "/v1/admin/prices/import", Prices),

        new("CreateOperator", "/v1/operators", """{"name":"live","role":"auditor"}""", Keep: ["operatorId=operator_id"]),
        new("ListOperators", "/v1/operators"),
        new("GetOwnOperator", "/v1/operators/me"),
        new("DeleteOperator", "/v1/operators/{operatorId}"),
        new("ThrowKillSwitch", "/v1/revocations", """{"agent_id":"{agentId}","reason":"live"}"""),
        new("ListRevocations", "/v1/revocations"),
        new("ListSecurityEvents", "/v1/security-events"),
        new("RotateKeys", "/v1/keys/rotate"),
        new("ListKeys", "/v1/keys"),
        new("RewrapKeys", "/v1/keys/rewrap"),
        new("DeleteAgent", "/v1/agents/{agentId}"),
    ];
}
