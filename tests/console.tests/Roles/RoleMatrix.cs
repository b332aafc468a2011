using FourRunr.Contracts;

namespace FourRunr.WebConsole.Tests.Roles;

/// <param name="Page">A page of <see cref="Pages.ShownPages"/> or of the test.</param>
/// <param name="Name">Its accessible name; numbers and ids in it are written as …</param>
/// <param name="Operation">What it asks of the gateway, which the others may not; null: it shows something, or leads elsewhere.</param>
/// <param name="For">Who sees it; others do not.</param>
internal sealed record Control(string Page, string Name, string? Operation, params OperatorRole[] For);

/// <summary>Every control of every page, and who may use it.</summary>
internal static class RoleMatrix
{
    public static readonly IReadOnlyList<Control> Controls =
    [
        Reads("calls", "Live"),
        Reads("calls", "Filter"),
        Reads("calls-live", "Pause"),
        Reads("calls-live", "History"),
        Reads("calls-live", "Filter"),
        Reads("call", "Explain now"),
        Reads("call", "Copy curl"),
        Decides("approval", "Approve this call", "POST /v1/admin/approvals/none/approve"),
        Decides("approval", "Deny", "POST /v1/admin/approvals/none/deny"),
        LeadsToAdmins("agents", "New agent"),
        Changes("new-agent", "Make it", "POST /v1/agents"),
        Reads("agent", "Show more"),
        Changes("agent", "New key", "POST /v1/agents/none/keys"),
        Changes("agent", "Stop", "POST /v1/revocations"),
        Changes("agent", "Issue a token", "POST /v1/agents/none/tokens"),
        Changes("agent", "Revoke …", "POST /v1/tokens/none/revoke"),
        Changes("suspended-agent", "New key", "POST /v1/agents/none/keys"),
        Changes("suspended-agent", "Activate", "PATCH /v1/agents/none"),
        Changes("suspended-agent", "Issue a token", "POST /v1/agents/none/tokens"),
        LeadsToAdmins("policies", "New policy"),
        Changes("policy", "Delete", "DELETE /v1/policies/none"),
        Changes("policy", "Policy, YAML or JSON", "PUT /v1/policies/none"),
        Changes("policy", "1. Check", "POST /v1/policies/apply?dry_run=true"),
        LeadsToAdmins("policy", "2. Simulate"),
        Changes("policy", "3. Save as shadow", "PUT /v1/policies/none"),
        Changes("policy", "3. Save and enforce", "PUT /v1/policies/none"),
        Changes("policy", "Roll back to version …", "POST /v1/policies/none/rollback"),
        Changes("new-policy", "Policy, YAML or JSON", "POST /v1/policies"),
        Changes("new-policy", "1. Check", "POST /v1/policies/apply?dry_run=true"),
        LeadsToAdmins("new-policy", "2. Simulate"),
        Changes("new-policy", "3. Save as shadow", "POST /v1/policies"),
        Changes("new-policy", "3. Save and enforce", "POST /v1/policies"),
        LeadsToAdmins("tools", "New tool"),
        Changes("tool", "Activate version …", "POST /v1/admin/credentials/none/activate"),
        Changes("tool", "Delete version …", "DELETE /v1/admin/credentials/none/1"),
        Changes("tool", "Roll back", "POST /v1/admin/credentials/none/rollback"),
        Changes("tool", "Deactivate", "POST /v1/admin/credentials/none/deactivate"),
        Changes("tool", "One more secret", "POST /v1/admin/credentials"),
        Changes("tool", "Store", "POST /v1/admin/credentials"),
        Changes("mcp-server", "Ask for its list now", "POST /v1/admin/mcp-servers/none/refresh"),
        Changes("mcp-server", "Approve find", "POST /v1/admin/mcp-servers/none/approve"),
        Changes("mcp-server", "Reject find", "POST /v1/admin/mcp-servers/none/reject"),
        Changes("mcp-server", "One more secret", "POST /v1/admin/credentials"),
        Changes("mcp-server", "Store", "POST /v1/admin/credentials"),
        Changes("mcp-server", "Definition, YAML or JSON", "PUT /v1/admin/tools/none"),
        Changes("mcp-server", "Save definition", "PUT /v1/admin/tools/none"),
        Changes("mcp-server", "Delete the tool", "DELETE /v1/admin/tools/none"),
        Changes("new-tool", "OpenAPI document", "POST /v1/admin/tools/import"),
        Changes("new-tool", "Preview", "POST /v1/admin/tools/import"),
        Changes("new-tool", "Definition, YAML or JSON", "POST /v1/admin/tools"),
        Changes("new-tool", "Declare", "POST /v1/admin/tools"),
        Reads("audit", "Verify"),
        Reads("audit", "Find its calls"),
        Reads("audit", "Copy export commands"),
        Reads("audit", "Copy public key …"),
        Changes("security", "Stop…", "POST /v1/revocations"),
        Changes("security", "Make a key", "POST /v1/operators"),
        Changes("security", "Revoke the key of approver", "DELETE /v1/operators/none"),
        Changes("security", "Revoke the key of auditor", "DELETE /v1/operators/none"),
    ];

    private static Control Reads(string page, string name) => new(page, name, Operation: null, OperatorRole.Auditor, OperatorRole.Approver, OperatorRole.Admin);

    /// <summary>What follows is for admins.</summary>
    private static Control LeadsToAdmins(string page, string name) => new(page, name, Operation: null, OperatorRole.Admin);

    private static Control Changes(string page, string name, string operation) => new(page, name, operation, OperatorRole.Admin);

    private static Control Decides(string page, string name, string operation) => new(page, name, operation, OperatorRole.Approver, OperatorRole.Admin);
}
