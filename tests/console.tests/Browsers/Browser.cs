using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>One Chromium for all tests of the project; each test has a profile of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <param name="width">Of the window, in CSS pixels.</param>
    public async Task<IBrowserContext> NewContextAsync(Uri url, int width = 1280, ColorScheme colours = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = colours,
            TimezoneId = "Europe/Berlin",
        });
        // A busy machine is slow, not broken.
        context.SetDefaultTimeout(30_000);
        return context;
    }

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
