using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace FourRunr.Testing;

/// <summary>A Redis Cluster of one test's own: three masters that share all hash slots.</summary>
public sealed class PrivateRedisCluster : IAsyncDisposable
{
    private const int Nodes = 3;

    /// <summary>Nodes talk to each other on their port and this much above it.</summary>
    private const int BusOffset = 10_000;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly List<(Process Server, TemporaryDirectory Directory, int Port)> _nodes = [];

    /// <summary><c>host:port</c> of every node.</summary>
    public string Addresses => string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"));

    public static async Task<PrivateRedisCluster> StartAsync()
    {
        // Where tests may go without servers they may go without this one.
        _ = TestServers.Redis;
        var cluster = new PrivateRedisCluster();
        try
        {
            using var deadline = new CancellationTokenSource(StartTimeout);
            for (var node = 0; node < Nodes; node++)
            {
                cluster.StartNode();
            }

            foreach (var (_, _, port) in cluster._nodes)
            {
                await UntilAsync(port, "ping", "PONG", deadline.Token);
            }

            var created = await CommandAsync(
                ["--cluster", "create", .. cluster._nodes.Select(node => $"127.0.0.1:{node.Port}"), "--cluster-yes"], deadline.Token);
            Assert.Contains("All 16384 slots covered", created, StringComparison.Ordinal);
            foreach (var (_, _, port) in cluster._nodes)
            {
                await UntilAsync(port, "cluster info", "cluster_state:ok", deadline.Token);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, directory, _) in _nodes)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
            directory.Dispose();
        }
    }

    private void StartNode()
    {
        var (directory, port) = (new TemporaryDirectory(), FreePortWithBus());
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            ["--bind", "127.0.0.1", "--port", $"{port}", "--cluster-enabled", "yes", "--save", "", "--appendonly", "no", "--loglevel", "warning", "--dir", directory.Path])
        {
            start.ArgumentList.Add(argument);
        }

        var server = Process.Start(start)!;
        // Read, so that the server never waits for a reader, and kept off the tests' own output.
        server.BeginOutputReadLine();
        _nodes.Add((server, directory, port));
    }

    private static async Task UntilAsync(int port, string command, string expected, CancellationToken deadline)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!(await CommandAsync(["-h", "127.0.0.1", "-p", $"{port}", .. command.Split(' ')], deadline)).Contains(expected, StringComparison.Ordinal))
        {
            await timer.WaitForNextTickAsync(deadline);
        }
    }

    private static async Task<string> CommandAsync(IEnumerable<string> arguments, CancellationToken deadline)
    {
        using var command = Process.Start(new ProcessStartInfo("redis-cli", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await command.StandardOutput.ReadToEndAsync(deadline);
        await command.WaitForExitAsync(deadline);
        return output;
    }

    private static int FreePortWithBus()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            try
            {
                using var one = new TcpListener(IPAddress.Loopback, port);
                using var other = new TcpListener(IPAddress.Loopback, port + BusOffset);
                one.Start();
                other.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
