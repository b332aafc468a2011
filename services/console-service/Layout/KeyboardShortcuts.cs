using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FourRunr.WebConsole.Layout;

/// <summary>Keys that lead to a page: <c>g</c> and a letter.</summary>
internal sealed class KeyboardShortcuts(NavigationManager navigation)
{
    [JSInvokable]
    public void Go(string key)
    {
        if (MenuPages.All.FirstOrDefault(page => page.Key == key) is { } page)
        {
            navigation.NavigateTo(page.Path);
        }
    }
}
