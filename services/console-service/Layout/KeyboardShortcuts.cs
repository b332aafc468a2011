using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FourRunr.WebConsole.Layout;

/// <summary>Keys that lead to a page: <c>g</c> and a letter.</summary>
internal sealed class KeyboardShortcuts(NavigationManager navigation)
{
    private static readonly Dictionary<string, string> Pages = new(StringComparer.Ordinal)
    {
        ["o"] = "",
        ["c"] = "calls",
        ["a"] = "agents",
        ["p"] = "policies",
        ["b"] = "spend",
        ["s"] = "security",
        ["l"] = "calls/live",
        ["h"] = "changes",
        ["v"] = "audit",
        ["t"] = "tools",
    };

    [JSInvokable]
    public void Go(string key)
    {
        if (Pages.TryGetValue(key, out var page))
        {
            navigation.NavigateTo(page);
        }
    }
}
