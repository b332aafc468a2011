using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FourRunr.Testing;

namespace FourRunr.Docs.Tests.Running;

/// <summary>The ports that pages name, or free ones in their place where another program has them.</summary>
internal sealed partial class GatewayPorts
{
    private static readonly int[] Documented = [8080, 8081, 8082, 8083];

    private readonly int[] _used = Documented.All(IsFree) ? Documented : [.. Documented.Select(_ => FreePort.Find())];

    public Uri FrontDoor => Url(0);

    /// <summary>A page's text with the ports of this run.</summary>
    public string Replace(string text) => Address().Replace(text, match => $"127.0.0.1:{_used[Array.IndexOf(Documented, int.Parse(match.Groups[1].ValueSpan, provider: null))]}");

    public void Set(IDictionary<string, string?> environment)
    {
        if (_used != Documented)
        {
            environment["GATEWAY_PROXY_URL"] = Url(0).ToString();
            environment["GATEWAY_AUTH_URL"] = Url(1).ToString();
            environment["GATEWAY_POLICY_URL"] = Url(2).ToString();
            environment["GATEWAY_CONSOLE_URL"] = Url(3).ToString();
        }
    }

    private Uri Url(int service) => new($"http://127.0.0.1:{_used[service]}");

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

    [GeneratedRegex(@"127\.0\.0\.1:(808[0123])\b")]
    private static partial Regex Address();
}
