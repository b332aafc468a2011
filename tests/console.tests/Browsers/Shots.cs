using Microsoft.Playwright;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>Pictures of pages, for people to look at: only where <c>CONSOLE_SHOTS</c> names a folder.</summary>
internal static class Shots
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CONSOLE_SHOTS");

    public static async Task TakeAsync(IPage page, string name)
    {
        if (Folder is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}.png"), FullPage = true });
        }
    }
}
