namespace FourRunr.WebConsole.Tests.Pages;

/// <param name="Name">What tests and pictures call it.</param>
/// <param name="Route">As the page says it in <c>@page</c>.</param>
/// <param name="Path">Below the console's address.</param>
/// <param name="IsForAdmins">Others are led to the sign-in.</param>
internal sealed record ShownPage(string Name, string Route, string Path, string Heading, bool IsForAdmins = false);

/// <summary>Every page of the console but the sign-in, on a gateway with <see cref="SampleData"/>.</summary>
internal static class ShownPages
{
    public static IReadOnlyList<ShownPage> Of(SampleData data) =>
    [
        new("overview", "/", "", "Overview"),
        new("overview-day", "/", "?range=day", "Overview"),
        new("calls", "/calls", "calls", "Calls"),
        new("calls-live", "/calls/live", "calls/live", "Live calls"),
        new("call", "/calls/{CallId}", $"calls/{data.DeniedCallId}", "Call"),
        new("approvals", "/approvals", "approvals", "Approvals"),
        new("approval", "/approvals/{ApprovalId}", $"approvals/{data.ApprovalId}", "Approval"),
        new("agents", "/agents", "agents", "Agents"),
        new("new-agent", "/agents/new", "agents/new", "New agent", IsForAdmins: true),
        new("agent", "/agents/{AgentId}", $"agents/{data.AgentId}", "market-research"),
        new("policies", "/policies", "policies", "Policies"),
        new("policy", "/policies/{Id}", $"policies/{data.PolicyId}", "market research"),
        new("new-policy", "/policies/new", "policies/new", "New policy"),
        new("tools", "/tools", "tools", "Tools"),
        new("tool", "/tools/{Tool}", "tools/serpapi", "serpapi"),
        new("new-tool", "/tools/new", "tools/new", "New tool", IsForAdmins: true),
        new("budgets", "/spend", "spend", "Budgets"),
        new("changes", "/changes", "changes", "Changes"),
        new("audit", "/audit", "audit", "Audit"),
        new("security", "/security", "security", "Security"),
    ];
}
