using System.Diagnostics;
using Xunit;

namespace FourRunr.Testing;

/// <summary>The shell's own kill: .NET knows only SIGKILL.</summary>
public static class Signals
{
    public static Task StopAsync(int process) => SendAsync("STOP", process);

    public static Task ContinueAsync(int process) => SendAsync("CONT", process);

    public static Task TerminateAsync(int process) => SendAsync("TERM", process);

    private static async Task SendAsync(string signal, int process)
    {
        using var shell = Process.Start("sh", ["-c", $"kill -{signal} {process}"]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
