using System.Net.Sockets;
using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>A front door that keeps its address and its data folder from one process to the next, as a container does.</summary>
internal sealed class RestartableProxy : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly RunningGateway _gateway;
    private readonly string[] _settings;
    private ProxyProcess? _process;

    private RestartableProxy(RunningGateway gateway, string setting) =>
        (_gateway, _settings) = (gateway, [$"--GATEWAY_DATA_DIR={_data.Path}", setting]);

    public Uri Url { get; } = FreePort.FindUrl();

    public static async Task<RestartableProxy> StartAsync(RunningGateway gateway, string setting)
    {
        var proxy = new RestartableProxy(gateway, setting);
        await proxy.StartAgainAsync();
        return proxy;
    }

    public async Task StartAgainAsync() => _process = await ProxyProcess.StartAsync(_gateway, Url, _settings);

    /// <returns>The exit code after SIGTERM.</returns>
    public Task<int> StopAsync() => _process!.TerminateAsync();

    /// <summary>Returns when nobody listens any more.</summary>
    public Task RefusesAsync() => Eventually.TrueAsync(
        async () =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(Url.Host, Url.Port);
                return false;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return true;
            }
        },
        "nobody listens");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data.Dispose();
    }
}
