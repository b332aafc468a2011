using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FourRunr.Hosting.Limits;

/// <summary>How much of a service one client can use: sizes, speeds and connections.</summary>
internal static class ServerLimits
{
    private const long MaxBodyBytes = 1024 * 1024;
    private const long MaxConnections = 10_000;

    /// <summary>
    /// Connections that may wait to be accepted; the system may allow fewer (<c>net.core.somaxconn</c>). A client that finds
    /// the queue full tries again after 1, 3 and 7 seconds.
    /// </summary>
    public const int Backlog = 4096;

    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.AllowSynchronousIO = false;
        // Latin-1 reads every byte. By default the server refuses some bytes above 127 itself, with an empty response.
        server.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        server.Limits.MaxRequestBodySize = MaxBodyBytes;
        server.Limits.MaxConcurrentConnections = MaxConnections;
        server.Limits.MaxConcurrentUpgradedConnections = 0;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        server.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        server.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        server.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
