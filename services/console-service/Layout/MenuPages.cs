using MudBlazor;

namespace FourRunr.WebConsole.Layout;

/// <param name="Path">Below the console's address.</param>
/// <param name="Key">Leads there after <c>g</c>.</param>
/// <param name="Icon">Null for a page that the menu leaves to another one.</param>
internal sealed record MenuPage(string Path, string Name, string Key, string? Icon);

/// <summary>The pages that the menu and keys lead to.</summary>
internal static class MenuPages
{
    public static readonly IReadOnlyList<MenuPage> All =
    [
        new("", "Overview", "o", Icons.Material.Filled.Dashboard),
        new("calls", "Calls", "c", Icons.Material.Filled.SwapHoriz),
        new("calls/live", "Live calls", "l", Icon: null),
        new("approvals", "Approvals", "w", Icons.Material.Filled.HowToReg),
        new("agents", "Agents", "a", Icons.Material.Filled.SmartToy),
        new("policies", "Policies", "p", Icons.Material.Filled.Policy),
        new("tools", "Tools", "t", Icons.Material.Filled.Build),
        new("spend", "Budgets", "b", Icons.Material.Filled.Savings),
        new("changes", "Changes", "h", Icons.Material.Filled.History),
        new("audit", "Audit", "v", Icons.Material.Filled.FactCheck),
        new("security", "Security", "s", Icons.Material.Filled.Security),
    ];
}
