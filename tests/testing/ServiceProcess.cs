using System.Diagnostics;

namespace FourRunr.Testing;

/// <summary>
/// A service in a process of its own, which can be killed as a crash would end it, frozen, stopped, and started again at the same
/// address with the same data.
/// </summary>
/// <param name="assembly">E.g. <c>FourRunr.ToolProxyService</c>; it lies beside the caller's own.</param>
/// <param name="url">Where it listens.</param>
/// <param name="arguments">Its configuration; secrets are added.</param>
/// <param name="output">What it says is added to this file.</param>
public sealed class ServiceProcess(string assembly, Uri url, IReadOnlyList<string> arguments, string? output = null) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _writing = new();
    private Process? _process;

    public Uri Url => url;

    public int Id => _process!.Id;

    /// <summary>Returns when it takes requests.</summary>
    public async Task StartAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "dotnet", [Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), $"--urls={url}", .. TestSecrets.Arguments, .. arguments])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
            },
        };
        _process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.Contains("Application started", StringComparison.Ordinal) is true)
            {
                started.TrySetResult();
            }
        };
        _process.Start();
        _process.BeginOutputReadLine();
        await Task.WhenAny(started.Task, _process.WaitForExitAsync()).WaitAsync(Patience);
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{assembly} ended with {_process.ExitCode}.");
        }
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it finishes what it has begun.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await Signals.TerminateAsync(Id);
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                await KillAsync();
            }

            _process.Dispose();
        }
    }

    private void Keep(string? line)
    {
        if (output is not null && line is not null)
        {
            lock (_writing)
            {
                File.AppendAllText(output, line + "\n");
            }
        }
    }
}
