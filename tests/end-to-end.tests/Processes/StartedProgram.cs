using System.Diagnostics;
using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests.Processes;

/// <summary>One of the gateway's programs as a shell starts it: what it says on both streams, and its exit code.</summary>
internal sealed class StartedProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="assembly">E.g. <c>FourRunr.AuthService</c>.</param>
    /// <param name="arguments">Configuration; a free port and a folder of its own are added where none are given.</param>
    /// <param name="openFiles">How many files and connections it may have open at once.</param>
    public StartedProgram(string assembly, string[] arguments, int? openFiles = null)
    {
        Url = FreePort.FindUrl();
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), .. arguments];
        var limit = openFiles is null ? "" : $"ulimit -n {openFiles}; ";
        var start = new ProcessStartInfo("sh", ["-c", $"{limit}exec \"$@\"", "sh", .. command])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = Url.ToString();
        Process = new Process { StartInfo = start };
        Process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        Process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        Process.Start();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public Process Process { get; }

    public string Output => Text(_output);

    public string Error => Text(_error);

    public async Task<int> ExitAsync()
    {
        await Process.WaitForExitAsync().WaitAsync(Patience);
        return Process.ExitCode;
    }

    /// <summary>Completes when it says that it has started.</summary>
    public async Task StartedAsync()
    {
        await Task.WhenAny(_started.Task, Process.WaitForExitAsync()).WaitAsync(Patience);
        if (!_started.Task.IsCompleted)
        {
            throw new InvalidOperationException($"It ended with {Process.ExitCode}: {Error}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
        _directory.Dispose();
    }

    private void Keep(StringBuilder stream, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (stream)
        {
            stream.AppendLine(line);
        }

        if (line.Contains("Application started", StringComparison.Ordinal))
        {
            _started.TrySetResult();
        }
    }

    private static string Text(StringBuilder stream)
    {
        lock (stream)
        {
            return stream.ToString();
        }
    }
}
