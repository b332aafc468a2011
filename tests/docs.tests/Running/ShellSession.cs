using System.Diagnostics;

namespace FourRunr.Docs.Tests.Running;

/// <summary>One bash for a whole page, so that variables of one block are there in the next. The first command that fails ends it.</summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ReaderFolder _folder;
    private readonly Process _shell;
    private string? _background;

    public ShellSession(ReaderFolder folder, GatewayPorts ports)
    {
        _folder = folder;
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GATEWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = $"{folder.Programs}:{start.Environment["PATH"]}";
        // Profiles of the command line are the reader's, not those of who runs the tests.
        start.Environment["XDG_CONFIG_HOME"] = folder.Beside("config");
        // A busy machine is slow.
        start.Environment["Dependencies__AttemptTimeout"] = "00:00:10";
        start.Environment["Dependencies__TotalTimeout"] = "00:00:20";
        ports.Set(start.Environment);
        _shell = Process.Start(start)!;
        // Blocks write to files of their own.
        _shell.BeginErrorReadLine();
    }

    public bool HasBackground => _background is not null;

    /// <summary>Bash takes notice of its children as they end, and then they are gone from <c>/proc</c>.</summary>
    public bool BackgroundHasEnded => _background is null || !Directory.Exists($"/proc/{_background}");

    public Task StartAsync() => AskAsync("set -euo pipefail; echo ok");

    /// <summary>Runs a block to its end.</summary>
    public async Task<BlockResult> RunAsync(int line, string text)
    {
        var files = await WriteAsync(line, text);
        var answer = await AskAsync($"source '{files.Script}' </dev/null >'{files.Output}' 2>'{files.Errors}'; echo ok");
        return new BlockResult(answer == "ok", Read(files.Output), Read(files.Errors));
    }

    /// <summary>Starts a block that goes on until the next one of this kind, or the end of the page.</summary>
    /// <returns>Where its output arrives.</returns>
    public async Task<string> StartBackgroundAsync(int line, string text)
    {
        await StopBackgroundAsync();
        var files = await WriteAsync(line, text);
        // A job of its own is a process group of its own. The trap lets bash wait for the program that it runs.
        _background = await AskAsync(
            $"set -m; (set +m; trap : TERM; source '{files.Script}') </dev/null >'{files.Output}' 2>&1 & set +m; echo $!");
        return files.Output;
    }

    public async Task StopBackgroundAsync()
    {
        if (_background is { } group)
        {
            _background = null;
            await AskAsync($"kill -TERM -- -{group}; wait {group} || true; echo ok");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_background is { } group)
        {
            // The shell may have ended with a failed block, so it cannot be asked.
            using var kill = Process.Start("bash", ["-c", $"exec 2>/dev/null; kill -TERM -- -{group}; for try in {{1..100}}; do kill -0 -- -{group} || exit 0; sleep 0.1; done; kill -KILL -- -{group}"]);
            await kill.WaitForExitAsync();
        }

        if (!_shell.HasExited)
        {
            _shell.Kill(entireProcessTree: true);
            await _shell.WaitForExitAsync();
        }

        _shell.Dispose();
    }

    /// <returns>Null if the shell has ended.</returns>
    private async Task<string?> AskAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        return await _shell.StandardOutput.ReadLineAsync().WaitAsync(Patience);
    }

    private async Task<(string Script, string Output, string Errors)> WriteAsync(int line, string text)
    {
        var script = _folder.Beside($"{line}.sh");
        await File.WriteAllTextAsync(script, text);
        return (script, _folder.Beside($"{line}.out"), _folder.Beside($"{line}.err"));
    }

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";
}

/// <summary>What a block did.</summary>
internal sealed record BlockResult(bool Succeeded, string Output, string Errors);
