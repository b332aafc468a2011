using System.Diagnostics;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>A running program, with pipes for its input and output. What it writes to its standard error is thrown away.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string PrLimit = "/usr/bin/prlimit";
    private const string SetPriv = "/usr/bin/setpriv";

    private readonly Process _process;

    private ChildProcess(Process process) =>
        (_process, Input, Output) = (process, process.StandardInput.BaseStream, process.StandardOutput.BaseStream);

    public Stream Input { get; }

    public Stream Output { get; }

    /// <param name="folder">Where it works.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it may not be started.</exception>
    public static Task<ChildProcess> StartAsync(McpCommand command, string folder)
    {
        var line = Line(command);
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own that lives as long as the program: Linux ends a program with the thread that started it, not with the process.
        new Thread(() => Run(start, started)) { IsBackground = true, Name = "MCP server" }.Start();
        return started.Task;
    }

    /// <summary>Ends it at once, with what it has started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended, or is about to.
        }
    }

    public void Dispose()
    {
        Kill();
        Output.Dispose();
        try
        {
            Input.Dispose();
        }
        catch (IOException)
        {
            // What was not yet written has no reader any more.
        }
    }

    private static List<string> Line(McpCommand command)
    {
        List<string> line = [command.Path, .. command.Arguments];
        if (File.Exists(PrLimit))
        {
            line.InsertRange(0, [PrLimit, string.Create(CultureInfo.InvariantCulture, $"--as={command.MemoryMiB * 1024L * 1024}"), "--"]);
        }

        if (File.Exists(SetPriv))
        {
            // Else it outlives a gateway that is killed.
            line.InsertRange(0, [SetPriv, "--pdeathsig", "KILL", "--"]);
        }

        return line;
    }

    private static void Run(ProcessStartInfo start, TaskCompletionSource<ChildProcess> started)
    {
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            started.SetResult(new ChildProcess(process));
        }
        catch (Exception exception)
        {
            started.SetException(exception);
            return;
        }

        // Read, because a full pipe would stop the program.
        var scratch = new byte[4096];
        var errors = process.StandardError.BaseStream;
        while (errors.Read(scratch) > 0)
        {
        }

        process.WaitForExit();
    }
}
