using System.Diagnostics;
using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests;

/// <summary>A front door in a process of its own, which can be killed as a crash would end it.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ProxyProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>A replica of the gateway, on its storage.</summary>
    /// <param name="url">Where it listens; a free port if null.</param>
    /// <param name="settings">Further configuration, which wins.</param>
    public static async Task<ProxyProcess> StartAsync(RunningGateway gateway, Uri? url = null, string[]? settings = null)
    {
        url ??= new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "FourRunr.ToolProxyService.dll"),
                "--environment=Development",
                $"--urls={url}",
                .. TestSecrets.Arguments,
                .. gateway.Arguments,
                .. settings ?? [],
            ])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Application started", StringComparison.Ordinal) is true)
            {
                started.TrySetResult();
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        await Task.WhenAny(started.Task, process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        return process.HasExited ? throw new InvalidOperationException($"The proxy ended with {process.ExitCode}.") : new ProxyProcess(process, url);
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
