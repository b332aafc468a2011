using System.Net;
using System.Net.Sockets;

namespace FourRunr.Testing;

/// <summary>
/// A loopback port below the range that the system hands out to outgoing connections: it stays free while the server that owns it is
/// stopped and started again.
/// </summary>
public static class FreePort
{
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
