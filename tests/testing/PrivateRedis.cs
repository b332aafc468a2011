using System.Diagnostics;
using Xunit;

namespace FourRunr.Testing;

/// <summary>A Redis of one test's own, which it may stop, freeze and start again on the same port.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = FreePort.Find();
    private Process? _server;

    private PrivateRedis()
    {
    }

    /// <summary><c>host:port</c>.</summary>
    public string Address => $"127.0.0.1:{_port}";

    public static async Task<PrivateRedis> StartAsync()
    {
        // Where tests may go without servers they may go without this one.
        _ = TestServers.Redis;
        var redis = new PrivateRedis();
        await redis.StartAgainAsync();
        return redis;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["--bind", "127.0.0.1", "--port", $"{_port}", "--save", "", "--appendonly", "no", "--dir", _directory.Path])
        {
            start.ArgumentList.Add(argument);
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = new Process { StartInfo = start };
        _server.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Ready to accept connections", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        Assert.True(_server.Start());
        _server.BeginOutputReadLine();
        await ready.Task.WaitAsync(StartTimeout);
    }

    public async Task StopAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>Connections stay open, nothing is answered any more.</summary>
    public Task FreezeAsync() => Signals.StopAsync(_server!.Id);

    public Task ThawAsync() => Signals.ContinueAsync(_server!.Id);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await StopAsync();
        }

        _directory.Dispose();
    }
}
