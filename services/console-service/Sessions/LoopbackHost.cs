using System.Net;

namespace FourRunr.WebConsole.Sessions;

/// <summary>Whether the browser is on the machine of the gateway: only there cookies may go over plain HTTP.</summary>
internal static class LoopbackHost
{
    public static bool Is(HostString host) =>
        host.Host == "localhost" || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
