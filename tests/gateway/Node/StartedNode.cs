using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FourRunr.Testing.Node;

/// <summary>A script or server of <see cref="NodePackages"/> in a process of its own.</summary>
public sealed class StartedNode : IAsyncDisposable
{
    /// <summary>For npm on a busy machine; all else takes seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    internal StartedNode(string program, string folder, IReadOnlyList<string> arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
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

    /// <summary>Waits for something in its output, or for its end.</summary>
    /// <exception cref="InvalidOperationException">It ended without.</exception>
    public async Task<string> UntilAsync(Regex wanted)
    {
        await Eventually.TrueAsync(() => wanted.IsMatch(Output) || _process.HasExited, $"{wanted} in the output of the script");
        return wanted.Match(Output) is { Success: true } match ? match.Value : throw new InvalidOperationException(Output);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
