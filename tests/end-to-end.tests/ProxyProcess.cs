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
    public static async Task<ProxyProcess> StartAsync(RunningGateway gateway)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "FourRunr.ToolProxyService.dll"),
                "--environment=Development",
                "--urls=http://127.0.0.1:0",
                .. TestSecrets.Arguments,
                .. gateway.Arguments,
            ])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(ListensOn) is [_, var url])
            {
                listening.TrySetResult(new Uri(url));
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

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
