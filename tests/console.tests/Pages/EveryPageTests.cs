using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Pages;

/// <summary>
/// Every page in light, in dark and on a telephone: it shows itself, axe finds nothing serious, nothing is wider than the window, and no secret
/// is in what the browser gets, sends and keeps, or in the console's log. With
/// SCREENSHOTS=folder it keeps pictures: SCREENSHOTS=artifacts/console dotnet test --project tests/console.tests -- --filter-class "*EveryPageTests"
/// </summary>
public sealed class EveryPageTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private const int TelephoneWidth = 390;

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SCREENSHOTS");

    private readonly CollectedLogs _logs = new();
    private ConsoleGateway _gateway = null!;
    private SampleData _data = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await ConsoleGateway.StartAsync(_logs.Use);
        _data = await SampleData.MakeAsync(_gateway);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("light", 1280, ColorScheme.Light)]
    [InlineData("dark", 1280, ColorScheme.Dark)]
    [InlineData("390", TelephoneWidth, ColorScheme.Light)]
    public async Task Page_InThisForm_IsReadable(string form, int width, ColorScheme colours)
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway, width, colours);
        var watch = SecretWatch.Of(console.Page);
        foreach (var (name, _, path, heading, _) in ShownPages.Of(_data))
        {
            await console.GoToAsync(path, heading);
            await Assertions.Expect(console.Page.Locator(".mud-progress-linear")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
            await Axe.CheckAsync(console.Page);
            await watch.LookAsync(console.Page);
            var excess = await console.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(excess <= 0, $"{name} is {excess} pixels wider than a window of {width}.");
            if (Pictures is not null)
            {
                await console.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}-{form}.png"), FullPage = true });
            }
        }

        string[] secrets = [TestSecrets.AdminKey, TestSecrets.ServiceKey, TestSecrets.KeyEncryptionKey, SampleData.Credential, _data.Token];
        await watch.AssertNoneAsync("market-research", secrets);
        Assert.NotEmpty(_logs.Text);
        Assert.DoesNotContain(secrets, secret => _logs.Text.Contains(secret, StringComparison.Ordinal));
    }
}
