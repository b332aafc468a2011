using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FourRunr.WebConsole.Layout;

/// <summary>Keys that lead to a page: <c>g</c> and a letter.</summary>
internal sealed class KeyboardShortcuts(NavigationManager navigation)
{
    private static readonly Dictionary<string, string> Pages = new(StringComparer.Ordinal)
    {
<<<<<<< HEAD
        ["o"] = "",
        ["c"] = "calls",
        ["a"] = "agents",
        ["p"] = "policies",
        ["b"] = "spend",
        ["s"] = "security",
        ["l"] = "calls/live",
        ["v"] = "audit",
=======
        ["o"] = "", ["c"] = "calls", ["l"] = "calls/live", ["a"] = "agents", ["p"] = "policies", ["t"] = "tools", ["b"] = "spend",
        ["v"] = "audit", ["s"] = "security",
>>>>>>> c2
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
