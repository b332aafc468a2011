using FourRunr.Testing;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>What tests do in a page of the console. Fails when the page's script failed or the content security policy stopped something.</summary>
internal sealed class ConsolePage(IPage page, List<string> faults) : IAsyncDisposable
{
    public IPage Page => page;

    /// <summary>A page on which the bootstrap operator is signed in.</summary>
    public static async Task<ConsolePage> SignedInAsync(
        Browser browser, ConsoleGateway gateway, int width = 1280, ColorScheme colours = ColorScheme.Light, bool isDirect = false)
    {
        var page = await OpenAsync(browser, gateway, width, colours, isDirect: isDirect);
        await page.SignInAsync(TestSecrets.AdminKey);
        return page;
    }

    /// <summary>A page on which nobody is signed in.</summary>
    /// <param name="mayFail">The test asks for what is refused, or ends the service that answers.</param>
    /// <param name="isDirect">At the console's own port, not through the front door.</param>
    public static async Task<ConsolePage> OpenAsync(
        Browser browser, ConsoleGateway gateway, int width = 1280, ColorScheme colours = ColorScheme.Light, bool mayFail = false, bool isDirect = false)
    {
        var context = await browser.NewContextAsync(isDirect ? new Uri(gateway.Console.Url, "/console/") : gateway.Url, width, colours);
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        // The console shows none of the browser's: a script of somebody else did.
        page.Dialog += (_, dialog) =>
        {
            faults.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            // The answers below say more.
            if (message.Type == "error" && !mayFail && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                faults.Add(message.Text);
            }
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400 && !mayFail)
            {
                faults.Add($"{answer.Status} {answer.Url}");
            }
        };
        return new ConsolePage(page, faults);
    }

    public async Task SignInAsync(string key)
    {
        await page.GotoAsync("");
        await page.GetByLabel("Operator key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await HeadingAsync("Overview");
    }

    /// <summary>Waits for the page with this heading.</summary>
    public async Task HeadingAsync(string name)
    {
        try
        {
            await page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1, Exact = true }).WaitForAsync();
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No page '{name}' at {page.Url}; the browser said [{string.Join(" | ", faults)}] and shows: {await page.InnerTextAsync("body")}");
        }
    }

    public async Task GoToAsync(string path, string heading)
    {
        await page.GotoAsync(path);
        await HeadingAsync(heading);
    }

    public async ValueTask DisposeAsync()
    {
        await page.Context.DisposeAsync();
        Assert.Empty(faults);
    }
}
