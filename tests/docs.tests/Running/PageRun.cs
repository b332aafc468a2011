using System.Net;
using System.Text.RegularExpressions;
using FourRunr.Docs.Tests.Expectations;
using FourRunr.Docs.Tests.Pages;

namespace FourRunr.Docs.Tests.Running;

/// <summary>Does what a page says, from its top to its end, as its reader would.</summary>
internal sealed partial class PageRun : IAsyncDisposable
{
    private const string StartGateway = "dotnet run --project deploy/standalone\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Page _page;
    private readonly GatewayPorts _ports = new();
    private readonly ReaderFolder _folder = new();
    private readonly ShellSession _shell;

    public PageRun(Page page)
    {
        _page = page;
        _shell = new ShellSession(_folder, _ports);
    }

    /// <exception cref="PageException">The first block that does not do what the page says.</exception>
    public async Task RunAsync()
    {
        await _shell.StartAsync();
        foreach (var block in _page.Blocks)
        {
            switch (block.Use)
            {
                case BlockUse.SavedFile file:
                    await File.WriteAllTextAsync(Path.Combine(_folder.Path, file.Name), _ports.Replace(block.Text));
                    break;
                case BlockUse.Background:
                    await StartGatewayAsync(block.Line, block.Text, block.Output);
                    break;
                case BlockUse.Run:
                    await RunAsync(block);
                    break;
            }
        }

        await _shell.StopBackgroundAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        _folder.Dispose();
    }

    private async Task RunAsync(PageBlock block)
    {
        // Pages that do not start a gateway themselves name its address before they use it.
        if (!_shell.HasBackground && block.Text.Contains("http://127.0.0.1:8080", StringComparison.Ordinal))
        {
            await StartGatewayAsync(block.Line, StartGateway, null);
        }

        var result = await _shell.RunAsync(block.Line, _ports.Replace(block.Text));
        if (!result.Succeeded)
        {
            throw Failed(block.Line, "a command failed", result.Output + result.Errors);
        }

        if (UnshownRefusals(result.Errors, block.Output?.Text) is [var refusal, ..])
        {
            throw Failed(block.Line, $"a request was answered {refusal}, which the page does not show", result.Output);
        }

        if (block.Output is { } shown && Difference(shown, result.Output) is { } difference)
        {
            throw Failed(shown.Line, difference, result.Output + result.Errors);
        }
    }

    private async Task StartGatewayAsync(int line, string command, ShownOutput? shown)
    {
        // Its log goes on around what the page shows.
        shown = shown is null ? null : shown with { Text = $"{Mismatch.Anything}\n{shown.Text}{Mismatch.Anything}\n" };
        var output = await _shell.StartBackgroundAsync(line, _ports.Replace(command));
        using var client = new HttpClient(new SocketsHttpHandler(), disposeHandler: true);
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Pause);
        var (isReady, printed) = (false, "");
        while (!isReady || (shown is not null && Difference(shown, printed) is not null))
        {
            if (deadline.IsCancellationRequested || _shell.BackgroundHasEnded)
            {
                throw Failed(line, isReady ? Difference(shown!, printed)! : "the gateway did not become ready", printed);
            }

            await timer.WaitForNextTickAsync();
            isReady = isReady || await IsReadyAsync(client);
            printed = await File.ReadAllTextAsync(output);
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(_ports.FrontDoor, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string? Difference(ShownOutput shown, string printed) =>
        shown.IsJson ? JsonComparison.Difference(_ports.Replace(shown.Text), printed) : TextComparison.Difference(_ports.Replace(shown.Text), printed);

    /// <summary>Answers that were no success, although no output of the page names their status.</summary>
    private static string[] UnshownRefusals(string errors, string? shown) =>
        [.. Status().Matches(errors)
            .Where(match => int.Parse(match.Groups["status"].ValueSpan, provider: null) is 0 or >= (int)HttpStatusCode.BadRequest)
            .Where(match => shown?.Contains(match.Groups["status"].Value, StringComparison.Ordinal) is not true)
            .Select(match => match.Value[ReaderFolder.StatusMark.Length..])];

    private PageException Failed(int line, string problem, string printed) => new(_page.Name, line, $"{problem}.\n{printed}");

    [GeneratedRegex(@"@status (?<status>\d{3}) \S*")]
    private static partial Regex Status();
}
