using System.Net;
using FourRunr.Hosting.Requests;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>
/// Forwards what browsers send to the console as it is, cookies and WebSockets too, but for the credentials of programs. The console
/// identifies its operators itself.
/// </summary>
internal sealed partial class ConsoleDoor(
    IHttpForwarder forwarder, GatewaySettings settings, IOptions<DependencyOptions> times, ILogger<ConsoleDoor> log) : IDisposable
{
    /// <summary>WebSockets at once: each open page of the console is one.</summary>
    public const int MaxConnections = 1000;

    /// <summary>Longest silence; an open page sends something every 15 s.</summary>
    private static readonly ForwarderRequestConfig Request = new() { ActivityTimeout = TimeSpan.FromMinutes(1), Version = HttpVersion.Version11 };

    private readonly HttpMessageInvoker _client = ForwardingClient.Create(times.Value.ForwardConnectTimeout);

    public async Task ForwardAsync(HttpContext context)
    {
        // The console handles HEAD itself.
        var aborted = context.RequestAborted = context.Features.Get<HeadRequest>()?.Aborted ?? context.RequestAborted;
        var error = await forwarder.SendAsync(context, settings.ConsoleUrl.ToString(), _client, Request, Transformer.Shared, aborted);
        // Pages are closed in the middle of their WebSocket.
        var wasOpen = context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols;
        if (error == ForwarderError.None || wasOpen || aborted.IsCancellationRequested)
        {
            return;
        }

        Log.Failed(log, error, context.Features.Get<IForwarderErrorFeature>()?.Exception);
        if (!context.Response.HasStarted)
        {
            var away = new ProblemResult(GatewayErrors.DependencyUnavailable, "The console-service is not reachable.")
            {
                RetryAfter = DependencyUnavailableException.RetryAfter,
                HowToFix = "Tool calls and the API work without it. Start it again, or set GATEWAY_CONSOLE=off.",
            };
            await away.ExecuteAsync(context);
        }
    }

    public void Dispose() => _client.Dispose();

    private sealed class Transformer : HttpTransformer
    {
        public static readonly Transformer Shared = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Authorization = null;
            if (httpContext.Features.Get<HeadRequest>() is not null)
            {
                proxyRequest.Method = HttpMethod.Head;
            }

            // The console compares it with the page's origin, and knows by it whether the browser is on this machine.
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A request could not be forwarded to the console-service: {Error}.")]
        public static partial void Failed(ILogger logger, ForwarderError error, Exception? exception);
    }
}
