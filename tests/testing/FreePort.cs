using System.Net;
using System.Net.Sockets;

namespace FourRunr.Testing;

/// <summary>
/// Ports for servers that cannot choose one themselves. They lie below those that the system hands out to outgoing connections
/// and to listeners on port 0 (on Linux from 32768), and no two askers get the same: none is taken between its finding and its use,
/// or while its server is down for a moment.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int Count = 12_000;

    private static int _asked = Random.Shared.Next(Count);

    /// <param name="alsoAbove">A port this much above it is free as well, for servers that need two.</param>
    public static int Find(int alsoAbove = 0)
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _asked) % Count);
            if (IsFree(port) && IsFree(port + alsoAbove))
            {
                return port;
            }
        }
    }

    /// <summary>Of a server that is told its URL, or of one that is not there.</summary>
    public static Uri FindUrl() => new($"http://127.0.0.1:{Find()}");

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
