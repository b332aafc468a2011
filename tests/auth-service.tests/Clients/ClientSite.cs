using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FourRunr.Auth.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FourRunr.Auth.Tests.Clients;

/// <summary>The site of a client, over TLS, at an address that the gateway takes for a public one.</summary>
internal sealed class ClientSite : IAsyncDisposable
{
    public const string ClientId = "https://client.test/oauth/metadata.json";
    public const string Document = $$"""{"client_id":"{{ClientId}}","client_name":"Editor","redirect_uris":["http://127.0.0.1/callback"]}""";

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private int _asked;
    private int _connected;

    private ClientSite(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    /// <summary>Where the name leads.</summary>
    public IPAddress[] Addresses { get; set; } = [IPAddress.Parse("93.184.215.14")];

    public RequestDelegate Answer { get; set; } = context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Document);
    };

    public int Asked => _asked;

    public int Connected => _connected;

    public static async Task<ClientSite> StartAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=client.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var site = new ClientSite(app, certificate);
        app.Run(context =>
        {
            Interlocked.Increment(ref site._asked);
            return site.Answer(context);
        });
        await app.StartAsync();
        return site;
    }

    public void Configure(IServiceCollection services)
    {
        services.AddSingleton<ResolveClientHost>((_, _) => Task.FromResult(Addresses));
        services.AddSingleton<ConnectToClient>(ConnectAsync);
        services.AddSingleton(new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.GetCertHashString(),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connected);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
