using System.ComponentModel;
using System.Diagnostics;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>A Redis of the test's own, to be stopped while it is in use.</summary>
internal sealed class PrivateRedis : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly Process _process;

    private PrivateRedis(TemporaryDirectory directory, Process process, int port) =>
        (_directory, _process, Address) = (directory, process, $"127.0.0.1:{port}");

    public string Address { get; }

    public static async Task<PrivateRedis> StartAsync()
    {
        // The shared one tells whether this run has servers at all.
        _ = TestServers.Redis;
        var directory = new TemporaryDirectory();
        var port = FreePort.Find();
        var start = new ProcessStartInfo("redis-server", ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--dir", directory.Path])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
            }

            Assert.False(process.HasExited, "redis-server did not start.");
            return new PrivateRedis(directory, process, port);
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") is not { Length: > 0 })
        {
            directory.Dispose();
            Assert.Skip("redis-server is not installed; run tests/run.sh.");
            throw;
        }
    }

    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        _directory.Dispose();
    }
}
