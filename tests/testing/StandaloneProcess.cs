using System.Diagnostics;

namespace FourRunr.Testing;

/// <summary>The standalone host as its users run it: a process of its own, in a directory of its own.</summary>
public sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    /// <param name="environment">On top of free ports and of patience with a busy machine; the caller's own gateway settings are left out.</param>
    public StandaloneProcess(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FourRunr.Standalone.dll"), .. arguments])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Url = FreePort.FindUrl();
        start.Environment["GATEWAY_PROXY_URL"] = Url.ToString();
        start.Environment["GATEWAY_AUTH_URL"] = FreePort.FindUrl().ToString();
        start.Environment["GATEWAY_POLICY_URL"] = FreePort.FindUrl().ToString();
        start.Environment["GATEWAY_CONSOLE"] = "off";
        start.Environment["Dependencies__AttemptTimeout"] = "00:00:10";
        start.Environment["Dependencies__TotalTimeout"] = "00:00:20";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public int Id => _process.Id;

    public string WorkingDirectory => _directory.Path;

    /// <summary>Both streams so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Completes when it says that it is ready or has ended.</summary>
    public Task ReadyAsync() => Task.WhenAny(_ready.Task, _process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(60));

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await Signals.TerminateAsync(_process.Id);
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _directory.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line?.Contains("Ctrl+C stops it", StringComparison.Ordinal) is true)
        {
            _ready.TrySetResult();
        }
    }
}
