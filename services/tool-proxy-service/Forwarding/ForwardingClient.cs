using System.Diagnostics;
using System.Net;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>Sends what is forwarded as it is: no cookies, redirects or decompression of its own, and no proxy.</summary>
internal static class ForwardingClient
{
    public static HttpMessageInvoker Create(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateW3CPropagator(),
        ConnectTimeout = connectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });
}
