using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using FourRunr.Documents.Hosts;

namespace FourRunr.Auth.Clients;

/// <summary>
/// Fetches metadata documents of clients. The URL comes from a stranger, so only addresses on the public internet are connected to, and none
/// of this machine. A name is resolved once, and the connection goes to the addresses that were checked. No redirects, proxy or cookies.
/// </summary>
internal sealed class ClientMetadataHttp : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>For name, connection, TLS and the whole document. Less than the front door waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ResolveClientHost _resolve;
    private readonly ConnectToClient _connect;
    private readonly HttpMessageInvoker _http;

    public ClientMetadataHttp(ResolveClientHost resolve, ConnectToClient connect, SslClientAuthenticationOptions tls)
    {
        _resolve = resolve;
        _connect = connect;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            SslOptions = tls,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            // A connection is checked when it is made, so none is kept.
            PooledConnectionLifetime = TimeSpan.Zero,
        });
    }

    /// <returns>The document, or null when it cannot be had: the reason is the same for all, and tells nothing of a network.</returns>
    public async Task<byte[]?> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("Accept", "application/json");
            using var response = await _http.SendAsync(request, limit.Token);
            return response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response.Content, limit.Token) : null;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or SocketException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[MaxBytes + 1];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxBytes ? body[..length] : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = HostName.TryParse(host, out var name, out _)
            ? name.Address is { } literal ? [literal] : await _resolve(name.Text, cancellationToken)
            : [];
        // A mix of public and other addresses is suspicious, so it is refused.
        if (addresses.Length == 0 || !addresses.All(AddressGuard.IsPublic) || addresses.Intersect(AddressesOfThisMachine()).Any())
        {
            throw new HttpRequestException("The host is not on the public internet.");
        }

        return await _connect(new IPEndPoint(addresses[0], port), cancellationToken);
    }

    private static IEnumerable<IPAddress> AddressesOfThisMachine() =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(own => own.Address);
}

/// <summary>Resolves all addresses of a name. Tests replace the system's resolver.</summary>
internal delegate Task<IPAddress[]> ResolveClientHost(string host, CancellationToken cancellationToken);

/// <summary>Connects to exactly this address. Tests redirect public addresses to their own servers.</summary>
internal delegate ValueTask<Stream> ConnectToClient(IPEndPoint endpoint, CancellationToken cancellationToken);
