using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FourRunr.Hosting.Secrets;
using FourRunr.Hosting.Startup;

namespace FourRunr.Standalone.Demo;

/// <summary>
/// Starts a gateway on free ports with temporary data, runs the demo on it and cleans up. Works beside a running gateway. Exit code 0 if
/// every step succeeded.
/// </summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        var started = Stopwatch.GetTimestamp();
        var data = Directory.CreateTempSubdirectory("4runr-demo-");
        try
        {
            OpenFileLimit.Require();
            await using var notes = await NotesServer.StartAsync();
            await using var gateway = new StandaloneGateway([.. args, .. Arguments(data.FullName, notes.Url)]);
            await gateway.StartAsync();
            var url = gateway.Settings.ProxyUrl;
            await Console.Out.WriteLineAsync($"4Runr Gateway demo on {url.GetLeftPart(UriPartial.Authority)}, with temporary data\n");

            using var timeout = new CancellationTokenSource(Patience);
            using var scene = new DemoScene(url, await File.ReadAllTextAsync(GatewaySecrets.AdminKeyFile(data.FullName)), notes);
            var told = await DemoStory.TellAsync(scene, timeout.Token);
            await gateway.StopAsync();
            if (told)
            {
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                await Console.Out.WriteLineAsync(FormattableString.Invariant($"\nEvery step did what it should ({seconds:0.0} s)."));
            }

            return told ? 0 : 1;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is not null)
        {
            return StartFailure.Report("The demo's gateway", exception);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>Overrides the environment, so that the demo is isolated: no shared database, no real tools, no existing keys.</summary>
    /// <param name="notes">The one address of this machine that the gateway may reach.</param>
    private static string[] Arguments(string data, Uri notes)
    {
        var ports = FreePorts(3);
        return
        [
            $"--environment={GatewaySettings.StandaloneEnvironment}",
            $"--GATEWAY_DATA_DIR={data}",
            $"--GATEWAY_PROXY_URL=http://127.0.0.1:{ports[0]}",
            $"--GATEWAY_AUTH_URL=http://127.0.0.1:{ports[1]}",
            $"--GATEWAY_POLICY_URL=http://127.0.0.1:{ports[2]}",
            "--GATEWAY_CONSOLE=off",
            "--GATEWAY_ADMIN_KEY=", "--GATEWAY_SERVICE_KEY=", "--GATEWAY_KEK=",
            "--ConnectionStrings:Postgres=", "--ConnectionStrings:Redis=",
            $"--OUTBOUND_ALLOWED_TARGETS={notes.Authority}",
            "--UPSTREAM_MODE=mock", "--Logging:LogLevel:Default=Warning",
            // It warns of tools that appear and change, which is what the demo shows.
            "--Logging:LogLevel:FourRunr.ToolProxy.McpServers=Error",
            // The first calls of a new process may be slow on a busy machine.
            "--Dependencies:AttemptTimeout=00:00:05", "--Dependencies:TotalTimeout=00:00:08",
        ];
    }

    /// <summary>
    /// Below the ephemeral ports (Linux from 32768, others from 49152), so that no outgoing connection takes one before its service
    /// listens.
    /// </summary>
    private static int[] FreePorts(int count) =>
        [.. Enumerable.Range(0, 1000).Select(_ => Random.Shared.Next(20_000, 32_000)).Where(IsFree).Distinct().Take(count)];

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
