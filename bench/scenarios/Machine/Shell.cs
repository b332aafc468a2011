using System.Diagnostics;

namespace FourRunr.Bench.Scenarios.Machine;

internal static class Shell
{
    /// <summary>Runs a program to its end; the first line that it wrote, whatever its exit code.</summary>
    public static async Task<string> OutputAsync(string program, params string[] arguments) =>
        (await LinesAsync(program, arguments)).FirstOrDefault("");

    public static async Task<string[]> LinesAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
