using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests;

/// <summary>A front door in a process of its own.</summary>
internal static class ProxyProcess
{
    /// <summary>A replica of the gateway, on its storage.</summary>
    public static async Task<ServiceProcess> StartAsync(RunningGateway gateway)
    {
        var process = new ServiceProcess(
            "FourRunr.ToolProxyService", new Uri($"http://127.0.0.1:{FreePort.Find()}"), ["--environment=Development", .. gateway.Arguments]);
        await process.StartAsync();
        return process;
    }
}
