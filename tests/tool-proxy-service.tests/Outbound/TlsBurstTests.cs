using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FourRunr.ToolProxy.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>A handler with the real connector that trusts the site's own certificate, as no machine does.</summary>
public sealed class TlsBurstTests(SmallInternet internet) : IClassFixture<SmallInternet>
{
    /// <summary>With HTTP/1.1 behind TLS, requests take each other's first connections.</summary>
    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http1AndHttp2)]
    public async Task Send_ManyAtOnceToANewHost_AllAreAnswered(HttpProtocols protocols)
    {
        var certificate = SiteCertificate.Instance;
        await using var site = await StartAsync(protocols, certificate);
        internet.PublicPort = new Uri(site.Urls.Single()).Port;
        await using var gateway = internet.Gateway();
        var connector = gateway.GetRequiredService<OutboundConnector>();
        var statuses = new ConcurrentBag<HttpStatusCode>();

        for (var burst = 0; burst < 10; burst++)
        {
            using var http = new HttpMessageInvoker(new SocketsHttpHandler
            {
                ConnectCallback = connector.ConnectAsync,
                SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString() },
            });
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{SmallInternet.PublicHost}/")
                {
                    Version = HttpVersion.Version20,
                    VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
                };
                using var response = await http.SendAsync(request, CancellationToken.None);
                statuses.Add(response.StatusCode);
            }));
        }

        Assert.Equal(200, statuses.Count(status => status == HttpStatusCode.OK));
    }

    private static async Task<WebApplication> StartAsync(HttpProtocols protocols, X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = protocols;
            endpoint.UseHttps(certificate);
        }));
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("x"));
        await app.StartAsync();
        return app;
    }
}
