using System.Diagnostics;
using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests;

/// <summary>A front door in a process of its own, which can be killed as a crash would end it.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private const string ListensOn = "Now listening on: ";

    private readonly Process _process;

    private ProxyProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>A replica of the gateway, on its storage.</summary>
    /// <param name="url">Where it listens; a free port if null.</param>
    /// <param name="settings">Further configuration, which wins.</param>
    public static async Task<ProxyProcess> StartAsync(RunningGateway gateway, Uri? url = null, string[]? settings = null)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "FourRunr.ToolProxyService.dll"),
                "--environment=Development",
                $"--urls={url?.ToString() ?? "http://127.0.0.1:0"}",
                .. TestSecrets.Arguments,
                .. gateway.Arguments,
                .. settings ?? [],
            ])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(ListensOn) is [_, var said])
            {
                listening.TrySetResult(new Uri(said));
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        await Task.WhenAny(listening.Task, process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        return process.HasExited
            ? throw new InvalidOperationException($"The proxy ended with {process.ExitCode}.")
            : new ProxyProcess(process, await listening.Task);
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: what is under way is finished. Returns when the process has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        // The shell's own kill: .NET knows only SIGKILL.
        using var shell = Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
